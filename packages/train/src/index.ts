export { BackboneError } from "./backbones/error.js";
export { faceResBackbone } from "./backbones/face-res.js";
export { importBackbone } from "./backbones/import-backbone.js";
export { readKerasWeights } from "./backbones/keras-file.js";
export type { FileWeights } from "./backbones/kernels.js";
export { vggFaceBackbone } from "./backbones/vgg-face.js";
export {
  type Field,
  importReference,
  ModuleReferenceError,
  type Normalisation,
  openSource,
  type Sample,
  type SampleSource,
  type SourceFactory,
  type SourceReference,
} from "./data/source.js";
export { type DescribeOptions, describeModel } from "./export/describe.js";
export { type ExportedModel, type ExportOptions, exportModel } from "./export/export.js";
export type { Parity } from "./export/parity.js";
export { definitionOffsets, type FuseOptions, fusePoints, type LabelledFace } from "./fusion/fuse-points.js";
export { FACE_88_TO_WEBMORPH, webmorphPoints } from "./fusion/webmorph.js";
export { FACE_88_TO_WFLW_98, WFLW_98 } from "./fusion/wflw98.js";
export { type FaceNetOptions, faceNet, STUDENT_STAGES, type Stage } from "./networks/face-net.js";
export { type InvertedResidualOptions, invertedResidual } from "./networks/inverted-residual.js";
export {
  type Activation,
  activate,
  batchNorm,
  type ConvolutionOptions,
  convolution,
  convolutionBlock,
  dense,
  filled,
  heNormal,
  type LayerContext,
  type Padding,
  separableBlock,
} from "./networks/layers.js";
export { type Block, LAYOUTS, type MobileNetOptions, mobileNetV1, mobileNetV1Features } from "./networks/mobilenet.js";
export { normal, type Random, random } from "./networks/random.js";
export { type TransferHeadOptions, transferHead, withBackbone } from "./networks/transfer.js";
export { type VggOptions, vgg16Features } from "./networks/vgg.js";
export { type WidenOptions, widenedWeights } from "./networks/widen.js";
export { cachedTeacher, labelFolder, labelKey } from "./teachers/cached-teacher.js";
export {
  combine,
  type EnsembleOptions,
  ensembleTeacher,
  ensembleViews,
  type View,
  type Weighted,
} from "./teachers/ensemble.js";
export { LandmarkTeacher } from "./teachers/landmark-teacher.js";
export { type MeshNetwork, type MeshTeacherOptions, meshTeacher } from "./teachers/mesh-teacher.js";
export { netTeacher } from "./teachers/net-teacher.js";
export { type OnnxDescription, readDescription } from "./teachers/onnx/description.js";
export { onnxTeacher } from "./teachers/onnx/onnx-teacher.js";
export { estimateLabels, openTeacher, type TeacherReference } from "./teachers/open-teacher.js";
export {
  boxOfDetector,
  evenLabel,
  type Label,
  type LabelEstimate,
  NoFaceError,
  type Teacher,
  TeacherError,
} from "./teachers/teacher.js";
export type { TencentAccount } from "./teachers/tencent/client.js";
export { estimateText, type TencentTeacherOptions, tencentTeacher } from "./teachers/tencent/tencent-teacher.js";
export { YOUTU_117, YOUTU_117_TO_88 } from "./teachers/youtu/points-117.js";
export { YoutuNet, type YoutuShape } from "./teachers/youtu/youtu-net.js";
export { type YoutuTeacherOptions, youtuTeacher } from "./teachers/youtu/youtu-teacher.js";
export { averageCheckpoints } from "./trainer/average.js";
export {
  type LossConfig,
  type NetworkConfig,
  type OptimizerConfig,
  readTrainConfig,
  type ScheduleConfig,
  type TrainConfig,
} from "./trainer/config.js";
export { CheckpointError, ConfigError, NonFiniteError, SampleError } from "./trainer/errors.js";
export type { LossModule } from "./trainer/loss-module.js";
export { type PointErrors, pointErrors } from "./trainer/point-errors.js";
export { openCheckpoint } from "./trainer/run-files.js";
export type { Checkpoint, DataDescription, HistoryRow, Progress } from "./trainer/state.js";
export { type StepReport, type TrainOptions, type TrainResult, train } from "./trainer/train.js";
