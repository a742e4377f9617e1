/**
 * One part of the attention mesh's answer: for each of its points, in the order of the network's output, the place in
 * the list of 478 that its x and y take over.
 *
 * The depth z: the mesh brings its own; the lips and eyes have none and keep the mesh's; every point of an iris gets the
 * mean z of the points in `depthFrom`, the contour of its eye, taken after all refinements.
 * @see mediapipe/modules/face_landmark/tensors_to_face_landmarks_with_attention.pbtxt and
 *   mediapipe/calculators/util/landmarks_refinement_calculator.cc (google-ai-edge/mediapipe, Apache-2.0)
 */
export interface AttentionPart {
  /** Name of the network's output. */
  readonly output: string;
  /** Places among the 478 points, in the order of the output. */
  readonly points: readonly number[];
  /** Points among the 478 whose mean z the part's points get; absent where z stays as it is. */
  readonly depthFrom?: readonly number[];
}

/** Lip contours, each lower from corner to corner, then upper without the corners; outermost to innermost in pairs. */
const lips = [
  // Outer, inner.
  [61, 146, 91, 181, 84, 17, 314, 405, 321, 375, 291],
  [185, 40, 39, 37, 0, 267, 269, 270, 409],
  [78, 95, 88, 178, 87, 14, 317, 402, 318, 324, 308],
  [191, 80, 81, 82, 13, 312, 311, 310, 415],
  // Next to the outer, next to the inner.
  [76, 77, 90, 180, 85, 16, 315, 404, 320, 307, 306],
  [184, 74, 73, 72, 11, 302, 303, 304, 408],
  [62, 96, 89, 179, 86, 15, 316, 403, 319, 325, 292],
  [183, 42, 41, 38, 12, 268, 271, 272, 407],
].flat();

/** Contour of the eye at the left of the image: lower lid from the outer corner to the inner, then the upper lid. */
const leftEyeContour = [33, 7, 163, 144, 145, 153, 154, 155, 133, 246, 161, 160, 159, 158, 157, 173];

/** Contour of the eye at the right of the image, from the outer corner too. */
const rightEyeContour = [263, 249, 390, 373, 374, 380, 381, 382, 362, 466, 388, 387, 386, 385, 384, 398];

/** The eye, then wider and wider rings around it; the last two are the inner and outer contour of the eyebrow. */
const leftEye = [
  leftEyeContour,
  [130, 25, 110, 24, 23, 22, 26, 112, 243],
  [247, 30, 29, 27, 28, 56, 190],
  [226, 31, 228, 229, 230, 231, 232, 233, 244],
  [113, 225, 224, 223, 222, 221, 189],
  [35, 124, 46, 53, 52, 65],
  [143, 111, 117, 118, 119, 120, 121, 128, 245],
  [156, 70, 63, 105, 66, 107, 55, 193],
].flat();

const rightEye = [
  rightEyeContour,
  [359, 255, 339, 254, 253, 252, 256, 341, 463],
  [467, 260, 259, 257, 258, 286, 414],
  [446, 261, 448, 449, 450, 451, 452, 453, 464],
  [342, 445, 444, 443, 442, 441, 413],
  [265, 353, 276, 283, 282, 295],
  [372, 340, 346, 347, 348, 349, 350, 357, 465],
  [383, 300, 293, 334, 296, 336, 285, 417],
].flat();

/** Number of points of the mesh without irises. */
export const MESH_POINTS = 468;

/** Number of points of the attention mesh: the mesh and, for each eye, the iris' centre and four points of its edge. */
export const ATTENTION_POINTS = 478;

/** Output of the attention mesh with all {@link MESH_POINTS} points as x, y, z; the parts replace some of them. */
export const ATTENTION_MESH_OUTPUT = "output_mesh_identity";

/** Output of the attention mesh that says, before a sigmoid, whether there is a face. */
export const ATTENTION_FLAG_OUTPUT = "conv_faceflag";

/** The attention mesh's parts in the order in which they are written over the mesh. left = left of the image. */
export const attentionParts: readonly AttentionPart[] = [
  { output: "output_lips", points: lips },
  { output: "output_left_eye", points: leftEye },
  { output: "output_right_eye", points: rightEye },
  // Iris: centre, right edge, top, left edge, bottom.
  { output: "output_left_iris", points: [468, 469, 470, 471, 472], depthFrom: leftEyeContour },
  { output: "output_right_iris", points: [473, 474, 475, 476, 477], depthFrom: rightEyeContour },
];
