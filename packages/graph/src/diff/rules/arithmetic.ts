import type { Value } from "../../ir/graph.js";
import type { GradientRule, SingleContext } from "../rule.js";
import { sumTo } from "../shapes.js";

/** Gradient with respect to operand `index`, summed back to its shape; not even built when it is not wanted. */
const operand = (c: SingleContext, index: number, gradient: () => Value): Value | undefined =>
  c.wanted(index) ? sumTo(c.b, gradient(), c.inputs[index] as Value) : undefined;

/** Extremum of two or more: the gradient goes to the first operand that equals the result. */
const extremum: GradientRule = (c) => {
  const { b, y, dy } = c;
  let left: Value | undefined;
  return c.inputs.map((value, i) => {
    const equal = b.cast(b.node("Equal", [value, y]), y.type);
    const mine = left ? b.mul(equal, left) : equal;
    left = left ? b.mul(left, b.sub(1, equal)) : b.sub(1, equal);
    return operand(c, i, () => b.mul(dy, mine));
  });
};

const none: GradientRule = (c) => c.inputs.map(() => undefined);

/** Gradient rules of arithmetic with broadcasting. */
export const arithmetic: Readonly<Record<string, GradientRule>> = {
  Add: (c) => [operand(c, 0, () => c.dy), operand(c, 1, () => c.dy)],
  Sub: (c) => [operand(c, 0, () => c.dy), operand(c, 1, () => c.b.neg(c.dy))],
  Mul: (c) => {
    const [p, q] = c.inputs as [Value, Value];
    return [operand(c, 0, () => c.b.mul(c.dy, q)), operand(c, 1, () => c.b.mul(c.dy, p))];
  },
  Div: (c) => {
    const { b, y, dy } = c;
    const quotient = b.div(dy, c.inputs[1] as Value);
    return [operand(c, 0, () => quotient), operand(c, 1, () => b.neg(b.mul(quotient, y)))];
  },
  Pow: (c) => {
    const { b, x, y, dy } = c;
    const exponent = c.inputs[1] as Value;
    return [
      operand(c, 0, () => b.mul(dy, b.mul(exponent, b.pow(x, b.sub(exponent, 1))))),
      operand(c, 1, () => b.mul(dy, b.mul(y, b.log(x)))),
    ];
  },
  Sum: (c) => c.inputs.map((_, i) => operand(c, i, () => c.dy)),
  Mean: (c) => c.inputs.map((_, i) => operand(c, i, () => c.b.div(c.dy, c.inputs.length))),
  Min: extremum,
  Max: extremum,
  Where: (c) => {
    const condition = c.inputs[0] as Value;
    return [
      undefined,
      operand(c, 1, () => c.b.where(condition, c.dy, 0)),
      operand(c, 2, () => c.b.where(condition, 0, c.dy)),
    ];
  },
  Neg: (c) => [c.b.neg(c.dy)],
  Identity: (c) => [c.dy],
  Cast: (c) => [c.b.cast(c.dy, c.x.type)],
  Abs: (c) => [c.b.mul(c.dy, c.b.sign(c.x))],
  Sqrt: (c) => [c.b.div(c.b.mul(c.dy, 0.5), c.y)],
  Exp: (c) => [c.b.mul(c.dy, c.y)],
  Log: (c) => [c.b.div(c.dy, c.x)],
  Reciprocal: (c) => [c.b.neg(c.b.mul(c.dy, c.b.mul(c.y, c.y)))],
  Sin: (c) => [c.b.mul(c.dy, c.b.node("Cos", [c.x]))],
  Cos: (c) => [c.b.neg(c.b.mul(c.dy, c.b.node("Sin", [c.x])))],
  // Flat wherever they are differentiable.
  Sign: none,
  Floor: none,
  Ceil: none,
  Round: none,
};
