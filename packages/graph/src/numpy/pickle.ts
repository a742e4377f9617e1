/** A global name that a pickle mentions, such as `numpy ndarray`. It is never looked up or called. */
export interface PickledGlobal {
  readonly kind: "global";
  readonly name: string;
}

/** An object that a pickle makes by calling a global, with the state that it is given afterwards. */
export interface PickledObject {
  readonly kind: "object";
  readonly made: PickledGlobal;
  readonly args: readonly Pickled[];
  state?: Pickled;
}

/** A value of a pickle, as plain data. */
export type Pickled =
  | null
  | boolean
  | number
  | string
  | Uint8Array
  | readonly Pickled[]
  | Map<Pickled, Pickled>
  | PickledGlobal
  | PickledObject;

const mark = Symbol("mark");
type Entry = Pickled | typeof mark;

/**
 * Reads a pickle of protocol 2 to 4 as data: nothing is executed, calls become {@link PickledObject}s.
 * @throws RangeError when it is truncated or has an instruction that plain data does not need
 * @see Python's Lib/pickletools.py, which describes every instruction
 */
export function readPickle(bytes: Uint8Array): Pickled {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const stack: Entry[] = [];
  const memo = new Map<number, Pickled>();
  let at = 0;

  const take = (length: number): Uint8Array => {
    if (at + length > bytes.length) throw new RangeError(`truncated at byte ${at}`);
    at += length;
    return bytes.subarray(at - length, at);
  };
  const byte = () => take(1)[0];
  const uint32 = () => {
    take(4);
    return view.getUint32(at - 4, true);
  };
  const line = () => {
    const end = bytes.indexOf(10, at);
    const text = latin1(take((end < 0 ? bytes.length : end) - at));
    take(1);
    return text;
  };
  const pop = (): Pickled => {
    const top = stack.pop();
    if (top === undefined || top === mark) throw new RangeError(`nothing to take at byte ${at}`);
    return top;
  };
  const toMark = (): Pickled[] => {
    const begin = stack.lastIndexOf(mark);
    if (begin < 0) throw new RangeError(`no mark at byte ${at}`);
    return stack.splice(begin).slice(1) as Pickled[];
  };
  const top = (): Pickled => {
    const value = pop();
    stack.push(value);
    return value;
  };
  const put = (items: readonly Pickled[]) => {
    const dictionary = top();
    if (!(dictionary instanceof Map)) throw new RangeError(`no dictionary at byte ${at}`);
    for (let i = 0; i + 1 < items.length; i += 2) dictionary.set(items[i], items[i + 1]);
  };
  const popSome = (count: number) => Array.from({ length: count }, pop).reverse();

  for (;;) {
    const code = String.fromCharCode(byte());
    switch (code) {
      case "\x80":
        byte();
        break;
      // Length of a frame, which readers may pass over.
      case "\x95":
        take(8);
        break;
      case "c":
        stack.push({ kind: "global", name: `${line()} ${line()}` });
        break;
      case "\x93": {
        const [module, name] = popSome(2).map(textOf);
        stack.push({ kind: "global", name: `${module} ${name}` });
        break;
      }
      case "\x94":
        memo.set(memo.size, top());
        break;
      case "q":
        memo.set(byte(), top());
        break;
      case "r":
        memo.set(uint32(), top());
        break;
      case "h":
      case "j": {
        const found = memo.get(code === "h" ? byte() : uint32());
        if (found === undefined) throw new RangeError(`unknown reference at byte ${at}`);
        stack.push(found);
        break;
      }
      case "K":
        stack.push(byte());
        break;
      case "M": {
        const [low, high] = take(2);
        stack.push(low + 256 * high);
        break;
      }
      case "J":
        stack.push(uint32() | 0);
        break;
      case "N":
        stack.push(null);
        break;
      case "\x88":
      case "\x89":
        stack.push(code === "\x88");
        break;
      case "X":
        // UTF-8; the names of arrays that networks have are ASCII.
        stack.push(latin1(take(uint32())));
        break;
      case "\x8c":
        stack.push(latin1(take(byte())));
        break;
      // Python 2's strings, which may be bytes.
      case "U":
      case "C":
        stack.push(take(byte()));
        break;
      case "T":
      case "B":
        stack.push(take(uint32()));
        break;
      case ")":
      case "]":
        stack.push([]);
        break;
      case "}":
        stack.push(new Map());
        break;
      case "(":
        stack.push(mark);
        break;
      case "t":
        stack.push(toMark());
        break;
      case "\x85":
      case "\x86":
      case "\x87":
        stack.push(popSome(code.charCodeAt(0) - 0x84));
        break;
      case "a": {
        const item = pop();
        stack.push([...listOf(pop(), at), item]);
        break;
      }
      case "e": {
        const items = toMark();
        stack.push([...listOf(pop(), at), ...items]);
        break;
      }
      case "s":
        put(popSome(2));
        break;
      case "u":
        put(toMark());
        break;
      case "R": {
        const [made, args] = popSome(2);
        if (!isGlobal(made)) throw new RangeError(`call of no global at byte ${at}`);
        stack.push({ kind: "object", made, args: listOf(args, at) });
        break;
      }
      case "b": {
        const state = pop();
        const object = top();
        if (!isPickledObject(object)) throw new RangeError(`state for no object at byte ${at}`);
        object.state = state;
        break;
      }
      case ".":
        return pop();
      default:
        throw new RangeError(`instruction 0x${code.charCodeAt(0).toString(16)} at byte ${at - 1}`);
    }
  }
}

/** A string, or Python 2's, which are bytes, as text. */
export function textOf(value: Pickled | undefined): string {
  return value instanceof Uint8Array ? latin1(value) : String(value);
}

/** Text of bytes that are one character each. */
export function latin1(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");
}

/** True for an object of a pickle, not its other values. */
export function isPickledObject(value: Pickled | undefined): value is PickledObject {
  return (value as PickledObject | null | undefined)?.kind === "object";
}

const isGlobal = (value: Pickled): value is PickledGlobal => (value as PickledGlobal | null)?.kind === "global";

function listOf(value: Pickled, at: number): readonly Pickled[] {
  if (!Array.isArray(value)) throw new RangeError(`no list at byte ${at}`);
  return value;
}
