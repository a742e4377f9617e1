export { definitionOffsets, type FuseOptions, fusePoints, type LabelledFace } from "./fuse-points.js";
export { FACE_88_TO_WEBMORPH, webmorphPoints } from "./webmorph.js";
export { FACE_88_TO_WFLW_98, WFLW_98 } from "./wflw98.js";
