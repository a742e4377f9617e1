"""The published MTCNN pipeline in NumPy, step by step as its MATLAB and TensorFlow versions run it, to compare ours with.

Usage: mtcnn-reference.py WEIGHTS < photos.jsonl > faces.jsonl
WEIGHTS is the folder with det1.npy .. det3.npy. A line of input is {"name", "file", "width", "height", "minFace"}; file
holds the bytes of the photo, red, green, blue. A line of output is {"name", "faces": [{"box": [x1, y1, x2, y2], "score",
"points": [x1..x5, y1..y5]}]}, in the pipeline's own coordinates. Resizing is by area, or linear where it enlarges.
"""
import json
import sys

import numpy as np

FACTOR = 0.709
THRESHOLDS = (0.6, 0.7, 0.7)


def conv(x, layer):
    weights, bias = layer["weights"], layer["biases"]
    kx, ky = weights.shape[:2]
    w, h = x.shape[1] - kx + 1, x.shape[2] - ky + 1
    parts = [x[:, i : i + w, j : j + h] for i in range(kx) for j in range(ky)]
    return np.concatenate(parts, axis=3) @ weights.reshape(-1, weights.shape[3]) + bias


def prelu(x, layer):
    return np.maximum(x, 0) + layer["alpha"] * np.minimum(x, 0)


def pool(x, size, same):
    n, w, h, c = x.shape
    count = (lambda s: -(-s // 2)) if same else (lambda s: (s - size) // 2 + 1)
    ow, oh = count(w), count(h)
    padded = np.full((n, 2 * ow + size, 2 * oh + size, c), -np.inf, x.dtype)
    padded[:, :w, :h] = x
    taps = [padded[:, i : i + 2 * ow : 2, j : j + 2 * oh : 2] for i in range(size) for j in range(size)]
    return np.max(taps, axis=0)


def dense(x, layer):
    return x.reshape(len(x), -1) @ layer["weights"] + layer["biases"]


def softmax(x):
    e = np.exp(x - x.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)


def pnet(p, x):
    x = pool(prelu(conv(x, p["conv1"]), p["PReLU1"]), 2, True)
    x = prelu(conv(prelu(conv(x, p["conv2"]), p["PReLU2"]), p["conv3"]), p["PReLU3"])
    return softmax(conv(x, p["conv4-1"]))[..., 1], conv(x, p["conv4-2"])


def rnet(p, x):
    x = pool(prelu(conv(x, p["conv1"]), p["prelu1"]), 3, True)
    x = pool(prelu(conv(x, p["conv2"]), p["prelu2"]), 3, False)
    x = prelu(dense(prelu(conv(x, p["conv3"]), p["prelu3"]), p["conv4"]), p["prelu4"])
    return softmax(dense(x, p["conv5-1"]))[:, 1], dense(x, p["conv5-2"])


def onet(p, x):
    x = pool(prelu(conv(x, p["conv1"]), p["prelu1"]), 3, True)
    x = pool(prelu(conv(x, p["conv2"]), p["prelu2"]), 3, False)
    x = pool(prelu(conv(x, p["conv3"]), p["prelu3"]), 2, True)
    x = prelu(dense(prelu(conv(x, p["conv4"]), p["prelu4"]), p["conv5"]), p["prelu5"])
    return softmax(dense(x, p["conv6-1"]))[:, 1], dense(x, p["conv6-2"]), dense(x, p["conv6-3"])


def taps(size, most):
    matrix = np.zeros((size, most), np.float32)
    step = most / size
    for i in range(size):
        half = max(step, 1) / 2
        low, high = (i + 0.5) * step - half, (i + 0.5) * step + half
        for at in range(int(np.floor(low)), int(np.ceil(high))):
            matrix[i, min(max(at, 0), most - 1)] += (min(high, at + 1) - max(low, at)) / (2 * half)
    return matrix


def resize(image, height, width):
    rows = np.tensordot(taps(height, image.shape[0]), image, (1, 0))
    pixels = np.tensordot(taps(width, image.shape[1]), rows, (1, 1)).transpose(1, 0, 2)
    return (np.round(pixels) - 127.5) * 0.0078125


def nms(boxes, scores, limit, smaller=False):
    x1, y1, x2, y2 = boxes.T
    area = (x2 - x1 + 1) * (y2 - y1 + 1)
    order = np.argsort(-scores, kind="stable")
    kept = []
    while len(order):
        i, rest = order[0], order[1:]
        kept.append(i)
        w = np.maximum(0, np.minimum(x2[i], x2[rest]) - np.maximum(x1[i], x1[rest]) + 1)
        h = np.maximum(0, np.minimum(y2[i], y2[rest]) - np.maximum(y1[i], y1[rest]) + 1)
        whole = np.minimum(area[i], area[rest]) if smaller else area[i] + area[rest] - w * h
        order = rest[w * h / whole <= limit]
    return np.array(kept, int)


def square(boxes):
    side = np.maximum(boxes[:, 2] - boxes[:, 0], boxes[:, 3] - boxes[:, 1])[:, None]
    first = (boxes[:, :2] + boxes[:, 2:] - side) / 2
    return np.fix(np.concatenate([first, first + side], axis=1))


def crops(image, boxes, side):
    out = []
    for x1, y1, x2, y2 in boxes.astype(int):
        crop = np.zeros((max(1, y2 - y1 + 1), max(1, x2 - x1 + 1), 3), np.float32)
        top, left = max(1, y1), max(1, x1)
        part = image[top - 1 : max(0, y2), left - 1 : max(0, x2)]
        crop[top - y1 : top - y1 + part.shape[0], left - x1 : left - x1 + part.shape[1]] = part
        out.append(resize(crop, side, side))
    return np.array(out, np.float32).transpose(0, 2, 1, 3)


def moved(boxes, moves):
    size = np.tile(boxes[:, 2:] - boxes[:, :2] + 1, 2)
    return boxes + moves * size


def detect(nets, image, least):
    height, width = image.shape[:2]
    scale, found = 12 / least, []
    while min(height, width) * scale >= 12:
        level = resize(image, int(np.ceil(height * scale)), int(np.ceil(width * scale)))
        score, moves = pnet(nets[0], level.transpose(1, 0, 2)[None].astype(np.float32))
        cells = np.argwhere(score[0] >= THRESHOLDS[0])
        if len(cells):
            boxes = np.concatenate([np.fix((2 * cells + 1) / scale), np.fix((2 * cells + 12) / scale)], axis=1)
            scores = score[0][tuple(cells.T)]
            keep = nms(boxes, scores, 0.5)
            found.append((boxes[keep], scores[keep], moves[0][tuple(cells.T)][keep]))
        scale *= FACTOR
    if not found:
        return []
    boxes, scores, moves = (np.concatenate(part) for part in zip(*found))
    keep = nms(boxes, scores, 0.7)
    boxes, moves = boxes[keep], moves[keep]
    boxes = square(boxes + moves * np.tile(boxes[:, 2:] - boxes[:, :2], 2))

    scores, moves = rnet(nets[1], crops(image, boxes, 24))
    passed = scores > THRESHOLDS[1]
    boxes, scores, moves = boxes[passed], scores[passed], moves[passed]
    if not len(boxes):
        return []
    keep = nms(boxes, scores, 0.7)
    boxes = square(moved(boxes[keep], moves[keep]))

    scores, moves, points = onet(nets[2], crops(image, boxes, 48))
    passed = scores > THRESHOLDS[2]
    boxes, scores, moves, points = boxes[passed], scores[passed], moves[passed], points[passed]
    size = (boxes[:, 2:] - boxes[:, :2] + 1)[:, [0] * 5 + [1] * 5]
    points = points * size + boxes[:, [0] * 5 + [1] * 5] - 1
    boxes = moved(boxes, moves)
    keep = nms(boxes, scores, 0.7, smaller=True)
    return [
        {"box": boxes[i].tolist(), "score": float(scores[i]), "points": points[i].tolist()} for i in keep
    ]


def main():
    load = lambda i: np.load(f"{sys.argv[1]}/det{i}.npy", allow_pickle=True, encoding="latin1").item()
    nets = [load(i) for i in (1, 2, 3)]
    for line in sys.stdin:
        photo = json.loads(line)
        pixels = np.fromfile(photo["file"], np.uint8).reshape(photo["height"], photo["width"], 3)
        faces = detect(nets, pixels.astype(np.float32), photo["minFace"])
        print(json.dumps({"name": photo["name"], "faces": faces}), flush=True)


main()
