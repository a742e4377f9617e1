export { Augmenter } from "../augment/augment.js";
export { randomView, type View, viewTransform } from "../augment/geometry.js";
export { type Augmentation, augmentation, type BoxJitter, DEFAULT_AUGMENTATION } from "../augment/options.js";
export { type ChosenFaces, chooseFaces, type FaceChoice } from "./choose-faces.js";
export { BY_HAND, type CleanOptions, clean } from "./clean/clean.js";
export {
  type Cleaning,
  type CleaningFile,
  type Decision,
  type Removal,
  type RuleReport,
  readCleaning,
  readCleaningFile,
  readDecisions,
  writeCleaningFile,
} from "./clean/cleaning-file.js";
export type { Finding, Found, Rule, RuleLimit } from "./clean/rule.js";
export { RULES } from "./clean/rules.js";
export type { CleaningView } from "./clean/view.js";
export { cutStored } from "./crop/cut-stored.js";
export { boxOfDetection, boxOfPoints } from "./crop/detected-box.js";
export { luminance, perceptualHash, sharpness } from "./crop/measures.js";
export { boxOfSeedRegion, photoToCrop, SEED_SIDE, seedRegion } from "./crop/seed-crop.js";
export { boxInStored, photoToStored, regionInStored, storedRectangle } from "./crop/stored-rectangle.js";
export { EXPORT_FORMATS, type ExportFormat, type ExportOptions, exportFaces } from "./export/export-faces.js";
export { PICTURE_KINDS, type PictureKind } from "./export/pictures.js";
export {
  type FaceRecord,
  type Rejection,
  type SourceFace,
  type SourcePoints,
  SPLITS,
  type Split,
  type StoredRectangle,
  type Tier,
} from "./face-record.js";
export { type FaceSourceOptions, faceSource } from "./face-source.js";
export { GALLERY_SORTS, type GallerySort } from "./gallery/scores.js";
export { type GalleryOptions, writeGallery } from "./gallery/write-gallery.js";
export { type BuildOptions, type BuildReport, build } from "./import/build.js";
export { IMPORT_FORMATS, type ImportFormat, openSource } from "./import/open-source.js";
export { formatPts, parsePts } from "./import/pts-file.js";
export type { ImportOptions, Source, SourceEntry } from "./import/source.js";
export { type FuseReport, fuseLabels } from "./labels/fuse-labels.js";
export { type LabelOptions, type LabelReport, labelDataset } from "./labels/label-dataset.js";
export { type LabelHeader, type LabelLine, type LabelSet, labelNames, readLabels } from "./labels/label-set.js";
export { LabelWriter } from "./labels/label-writer.js";
export { contactSheet, type SheetOptions } from "./sheet/contact-sheet.js";
export { type SimilarPair, similarPairs } from "./similar/similar-pairs.js";
export { split } from "./split/split.js";
export { type SplitOptions, splitFaces } from "./split/split-faces.js";
export { readSplit, type SplitFile, writeSplitFile } from "./split/split-file.js";
export {
  type Counts,
  type DatasetStatistics,
  datasetStatistics,
  type Measure,
  type SourceStatistics,
} from "./stats/dataset-statistics.js";
export type { Distribution } from "./stats/distribution.js";
export type { MeanPoints } from "./stats/mean-points.js";
export { statisticsPage } from "./stats/statistics-page.js";
export { Dataset } from "./store/dataset.js";
export { DatasetWriter } from "./store/writer.js";
