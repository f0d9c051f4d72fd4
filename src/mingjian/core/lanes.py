"""
Sixteen numbers of 32 bits at a time, for kernels whose work is the same at every place of a text.

numba turns a loop into such steps only where each step writes one place; ours keep some places and drop others. These few operations say so directly, in
LLVM's own words for vectors, which it fits to any processor: sixteen numbers are one register where there is AVX-512, several elsewhere, and no operation is
missing anywhere. Arrays are read and written without a look at their ends: callers leave room for sixteen behind, and read only at places that are there.
"""

import operator
from collections.abc import Callable
from typing import Any

from llvmlite import ir
from llvmlite.ir.instructions import GEPInstr
from numba.core import types
from numba.core.typeconv.castgraph import Conversion
from numba.core.typing.templates import AbstractTemplate, infer_global, signature
from numba.extending import intrinsic, lower_builtin, lower_cast, models, register_model

MANY = 16
_WORD, _FLAG, _LONG = ir.IntType(32), ir.IntType(1), ir.IntType(64)
_WORDS, _FLAGS, _POINTERS = (ir.VectorType(kind, MANY) for kind in (_WORD, _FLAG, ir.PointerType()))


class Lanes(types.Type):
    """Sixteen unsigned numbers of 32 bits; a single number stands for sixteen of it."""

    def __init__(self) -> None:
        super().__init__(name="lanes")

    def can_convert_from(self, _typing: Any, other: types.Type) -> Any:
        return Conversion.safe if isinstance(other, types.Integer) else None


class Flags(types.Type):
    """Sixteen times yes or no."""

    def __init__(self) -> None:
        super().__init__(name="flags")


LANES, FLAGS = Lanes(), Flags()


@register_model(Lanes)
class _LanesModel(models.PrimitiveModel):
    def __init__(self, manager: Any, kind: Any) -> None:
        super().__init__(manager, kind, _WORDS)


@register_model(Flags)
class _FlagsModel(models.PrimitiveModel):
    def __init__(self, manager: Any, kind: Any) -> None:
        super().__init__(manager, kind, _FLAGS)


def _spread(builder: Any, number: Any, kind: Any) -> Any:
    """Put one number into every lane."""
    one = builder.insert_element(ir.Constant(kind, ir.Undefined), number, ir.Constant(_WORD, 0))
    return builder.shuffle_vector(one, ir.Constant(kind, ir.Undefined), ir.Constant(ir.VectorType(_WORD, MANY), [0] * MANY))


@lower_cast(types.Integer, Lanes)
def _of_one(context: Any, builder: Any, _from: Any, _to: Any, number: Any) -> Any:
    fitted = context.cast(builder, number, _from, types.uint32) if _from.bitwidth <= MANY * 2 else builder.trunc(number, _WORD)
    return _spread(builder, fitted, _WORDS)


def _operation(which: Callable[..., Any], given: types.Type, gives: types.Type, build: Callable[..., Any]) -> None:
    """Teach numba an operator between sixteen numbers (or flags) and sixteen others."""

    class Operation(AbstractTemplate):
        def generic(self, args: Any, _kws: Any) -> Any:
            fits = len(args) == 2 and given in args and all(one == given or (given == LANES and isinstance(one, types.Integer)) for one in args)
            return signature(gives, given, given) if fits else None

    infer_global(which)(Operation)
    lower_builtin(which, given, given)(lambda _context, builder, _sig, args: build(builder, *args))


for _which, _build in (
    (operator.add, lambda b, x, y: b.add(x, y)),
    (operator.sub, lambda b, x, y: b.sub(x, y)),
    (operator.mul, lambda b, x, y: b.mul(x, y)),
    (operator.and_, lambda b, x, y: b.and_(x, y)),
    (operator.or_, lambda b, x, y: b.or_(x, y)),
    (operator.xor, lambda b, x, y: b.xor(x, y)),
    (operator.lshift, lambda b, x, y: b.shl(x, y)),
    (operator.rshift, lambda b, x, y: b.lshr(x, y)),
):
    _operation(_which, LANES, LANES, _build)
for _which, _sign in ((operator.eq, "=="), (operator.ne, "!="), (operator.lt, "<"), (operator.ge, ">=")):
    _operation(_which, LANES, FLAGS, lambda b, x, y, sign=_sign: b.icmp_unsigned(sign, x, y))
_operation(operator.and_, FLAGS, FLAGS, lambda b, x, y: b.and_(x, y))
_operation(operator.or_, FLAGS, FLAGS, lambda b, x, y: b.or_(x, y))


def _step(build: Callable[..., Any]) -> Callable[..., Any]:
    """Make a step that kernels may call; what it is given first is numba's, and not said by the caller."""
    step: Callable[..., Any] = intrinsic(build)
    return step


def _pointer(context: Any, builder: Any, kind: Any, array: Any, at: Any) -> Any:
    return builder.gep(context.make_array(kind)(context, builder, array).data, [at])


@_step
def take(_typing: Any, array: Any, at: Any) -> Any:
    """Return the sixteen numbers that stand in an array (uint8, uint16 or uint32) from a place on."""

    def build(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        element = ir.IntType(sig.args[0].dtype.bitwidth)
        several = ir.VectorType(element, MANY)
        place = builder.bitcast(_pointer(context, builder, sig.args[0], *args), several.as_pointer())
        numbers = builder.load(place, align=element.width // 8)
        return numbers if element.width == _WORD.width else builder.zext(numbers, _WORDS)

    return LANES(array, at), build


@_step
def put(_typing: Any, array: Any, at: Any, lanes: Any) -> Any:
    """Write sixteen numbers into an array (uint8, uint16 or uint32) from a place on."""

    def build(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        element = ir.IntType(sig.args[0].dtype.bitwidth)
        several = ir.VectorType(element, MANY)
        place = builder.bitcast(_pointer(context, builder, sig.args[0], *args[:2]), several.as_pointer())
        numbers = args[2] if element.width == _WORD.width else builder.trunc(args[2], several)
        builder.store(numbers, place, align=element.width // 8)
        return context.get_dummy_value()

    return types.void(array, at, LANES), build


@_step
def words(_typing: Any, array: Any, start: Any, places: Any) -> Any:
    """Return the four bytes, lowest first, at each of sixteen places: bytes, below 2^31, counted from one of an array (of whatever numbers) on."""

    def build(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        base = builder.bitcast(context.make_array(sig.args[0])(context, builder, args[0]).data, ir.IntType(8).as_pointer())
        pointers = _places(builder, builder.gep(base, [args[1]]), builder.sext(args[2], ir.VectorType(_LONG, MANY)))
        kind = ir.FunctionType(_WORDS, [_POINTERS, _WORD, _FLAGS, _WORDS])
        gather = builder.module.declare_intrinsic(f"llvm.masked.gather.v{MANY}i32.v{MANY}p0", (), kind)
        return builder.call(gather, [pointers, ir.Constant(_WORD, 1), ir.Constant(_FLAGS, [1] * MANY), ir.Constant(_WORDS, ir.Undefined)])

    return LANES(array, start, LANES), build


def _places(builder: Any, base: Any, bytes_on: Any) -> Any:
    """Return the addresses of sixteen bytes; llvmlite writes the step down, but knows its type for single ones only."""
    step = GEPInstr(builder.block, base, [bytes_on], False, "", source_etype=ir.IntType(8))
    step.type = _POINTERS
    builder._insert(step)
    return step


@_step
def pack(_typing: Any, lanes: Any, kept: Any) -> Any:
    """Move those of sixteen numbers that are kept to the front, in their order; the rest is whatever it is."""

    def build(_context: Any, builder: Any, _sig: Any, args: Any) -> Any:
        compress = builder.module.declare_intrinsic(f"llvm.experimental.vector.compress.v{MANY}i32", (), ir.FunctionType(_WORDS, [_WORDS, _FLAGS, _WORDS]))
        return builder.call(compress, [*args, ir.Constant(_WORDS, ir.Undefined)])

    return LANES(LANES, FLAGS), build


@_step
def count(_typing: Any, flags: Any) -> Any:
    """Return how many of sixteen flags are set (uint64)."""

    def build(_context: Any, builder: Any, _sig: Any, args: Any) -> Any:
        return builder.zext(builder.ctpop(builder.bitcast(args[0], ir.IntType(MANY))), _LONG)

    return types.uint64(FLAGS), build


@_step
def either(_typing: Any, flags: Any, yes: Any, no: Any) -> Any:
    """Choose in each lane by its flag."""
    return LANES(FLAGS, LANES, LANES), lambda _context, builder, _sig, args: builder.select(*args)


@_step
def steps(_typing: Any) -> Any:
    """Return 0, 1, 2 … 15."""
    return LANES(), lambda _context, _builder, _sig, _args: ir.Constant(_WORDS, list(range(MANY)))
