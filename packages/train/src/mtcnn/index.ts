export { readBackgrounds } from "./backgrounds.js";
export { type CutOptions, cutPatches } from "./cut.js";
export { type KnownFace, KnownFaces } from "./known-face.js";
export { type MultiTaskOptions, multiTaskLoss } from "./loss.js";
export { type MtcnnNetworkOptions, outputNet, proposalNet, refinementNet } from "./networks.js";
export { PATCH_KINDS, type Patches, type PatchKind, PatchWriter, readPatches, TARGETS } from "./patch-file.js";
export { type PatchSourceOptions, patchSource } from "./patch-source.js";
export { composeScene, SCENE_SIDE, type Scene } from "./scene.js";
export { exportStage, MTCNN_STAGES, type MtcnnStage } from "./stages.js";
