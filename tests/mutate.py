#!/usr/bin/env python3
"""Breaks the library's numeric code on purpose, one place at a time, and checks whether the suites
notice: a mutant that survives shows that a test is missing.

    tests/mutate.py [TEXT]      all mutants, or those whose file's name contains TEXT

Run by hand, not by tests/run.sh: each mutant is compiled, linked and run, one job at a time and at
the lowest priority. It works on a copy of the tree, build/mutants/tree. The exit status is 1 if a
mutant survives or if the text that it replaces is not found exactly once.
"""

import pathlib
import shutil
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
TREE = ROOT / "build/mutants/tree"
BUILD = ROOT / "build/mutants/build"

# Run in this order until one fails: the fastest come first.
SUITES = ["nn.kernels.test_conv_kernels", "nn.kernels.test_winograd_kernels",
          "nn.kernels.test_warp_kernels", "nn.kernels.test_kernels", "nn.test_augment",
          "nn.test_loss", "nn.test_optimizer", "nn.layers.test_gradients", "nn.test_network",
          "nn.test_model", "nn.test_trainer"]
LONGEST_RUN_S = 600  # a mutant may run for ever

# File, text that occurs in it exactly once, and its replacement. No mutant computes the same as the
# original. Mutants of one file stand together, which saves compiling it twice.
MUTANTS = [
    # Convolutions pooled in registers.
    ("nn/kernels/pooled_conv.c", "value[2] += weight[r * width + k] * lower[k]",
     "value[2] += weight[r * width + k] * upper[right + k]"),
    ("nn/kernels/pooled_conv.c", "lower += conv.patch_row", "lower += below"),
    ("nn/kernels/pooled_conv.c", "argmax += argmax ? conv.OC : 0",
     "argmax += argmax ? LANES : 0"),
    ("nn/kernels/pooled_conv.c", "vector_lane_numbers() >= done", "vector_lane_numbers() >= 0"),
    ("nn/kernels/pooled_conv.c", "first_row * patch_row;", "first_row * below;"),
    ("nn/kernels/pooled_conv.c", "fraction[2] * lower[k]", "fraction[1] * lower[k]"),
    # Sums of patches.
    ("nn/kernels/patches.c", "v == vectors - 1 ? block->last :", "v == vectors ? block->last :"),
    ("nn/kernels/patches.c", "vector_load(patch + r * row +", "vector_load(patch + r * sum_row +"),
    ("nn/kernels/patches.c", "x + block->row * row;", "x;"),
    ("nn/kernels/patches.c", "row < patches->rows; row += rows", "row < patches->rows; row += 1"),
    ("nn/kernels/patches.c", "vectors = (left + parts - 1) / parts;",
     "vectors = smaller(left, max);"),
    # Transposition.
    ("nn/kernels/transpose.c", "high[lane] = other ? LANES + lane : lane + distance",
     "high[lane] = other ? LANES + lane : lane"),
    ("nn/kernels/transpose.c", "from + whole_columns, from_row, whole_rows,",
     "from + whole_columns, from_row, rows,"),
    ("nn/kernels/transpose.c", "vector_load(to + i * to_row) + rows[i]", "rows[i]"),
    ("nn/kernels/transpose.c", "accumulate ? *at + value : value", "value"),
    # Winograd's transforms.
    ("nn/kernels/winograd.c", "to[3 * step] = d[step] - d[3 * step]",
     "to[3 * step] = d[step] + d[3 * step]"),
    ("nn/kernels/winograd.c", "m[step] - m[2 * step] - m[3 * step]",
     "m[step] - m[2 * step] + m[3 * step]"),
    ("nn/kernels/winograd.c", "to[3 * step] = -dy[step]", "to[3 * step] = dy[step]"),
    ("nn/kernels/winograd.c", "sum + u[3 * step]", "sum - u[3 * step]"),
    ("nn/kernels/winograd.c", "left + j >= 0 && left + j < w->columns", "left + j < w->columns"),
    ("nn/kernels/winograd.c", "top + SIDE <= w->rows", "top <= w->rows"),
    ("nn/kernels/winograd.c", "j < OUTPUT && left + j < w->columns", "j < OUTPUT"),
    ("nn/kernels/winograd.c", "argmax += argmax ? w->C : 0", "argmax += argmax ? LANES : 0"),
    ("nn/kernels/winograd.c", "vector_load(at) + g[k]", "g[k]"),
    # Maxima of a window.
    ("nn/kernels/argmax.h", "other.value > max->value", "other.value >= max->value"),
    ("nn/kernels/argmax.h", "relu ? vector_larger(max->value, (vector){0}) : max->value",
     "vector_larger(max->value, (vector){0})"),
    ("nn/kernels/pool_row.c", "c + LANES : C - LANES;", "c + LANES : c + LANES;"),
    ("nn/kernels/pool_row.c", "value > max", "value >= max"),
    ("nn/kernels/pool_row.c", "r * row->kernel + p == index", "p * row->kernel + r == index"),
    # Loops over arrays.
    ("nn/kernels/elementwise.c", "if (r < rows)", "if (r < rows - 1)"),
    ("nn/kernels/elementwise.c", "now * g + ahead * velocity[i]", "ahead * g + now * velocity[i]"),
    # Pictures resampled and drawn with another pen.
    ("nn/kernels/warp.c", "(float)(NODES - 1) / (float)(pixels - 1)",
     "(float)NODES / (float)(pixels - 1)"),
    ("nn/kernels/warp.c", "nodes[k][n] * fractions[j]", "nodes[n][k] * fractions[j]"),
    ("nn/kernels/warp.c", "clamp(from_x[j], -1, right)", "clamp(from_x[j], 0, right)"),
    ("nn/kernels/warp.c", "warp->xx * x + warp->xy * y", "warp->xx * x - warp->xy * y"),
    ("nn/kernels/warp.c", "displace(from_y, &spread_y", "displace(from_y, &spread_x"),
    ("nn/kernels/warp.c", "lower_left + x * (lower_right", "lower_left - x * (lower_right"),
    ("nn/kernels/warp.c", "max = below > max ? below : max",
     "max = above > max ? below : max"),
    ("nn/augment.c", "- 2) * 1.7320508f", "- 2) * 2.1f"),
    ("nn/augment.c", "s - shear * c", "s + shear * c"),
    ("nn/augment.c", "warp.yx = -scale_y * s", "warp.yx = scale_y * s"),
    # Gradients through the maxima of pooling.
    ("nn/layers/pooled_conv.c", "(ptrdiff_t)g->stride * g->padded_W * g->IC",
     "(ptrdiff_t)g->padded_W * g->IC"),
    ("nn/layers/pooled_conv.c", "(r * g->padded_W + p) * g->stride", "(p * g->padded_W + r) * g->stride"),
    ("nn/layers/pooled_conv.c", "pixel / OW * g->padded_W", "pixel / OW * g->W"),
    ("nn/layers/pooled_conv.c", "{oc * patch, dy[oc]}", "{oc * g->kernel * g->IC, dy[oc]}"),
    ("nn/layers/pooled_conv.c", "memset(dx, 0, nn_conv_padded_values(g) * sizeof *dx);", ""),
    ("nn/layers/pooled_conv.c", "padded + g->padding * (padded_row + g->IC)",
     "padded + g->padding * padded_row"),
    # Convolutions by Winograd's transforms.
    ("nn/layers/winograd_conv.c", ".top = oh - conv->frame,", ".top = -conv->frame,"),
    ("nn/layers/winograd_conv.c", "tiles->top / 2) * tiles->tile_columns",
     "tiles->top) * tiles->tile_columns"),
    ("nn/layers/winograd_conv.c", "frame = g->kernel - 1 - g->padding", "frame = g->padding"),
    ("nn/layers/winograd_conv.c", "block->first > 0 || block->out.top > 0", "block->first > 0"),
    ("nn/layers/winograd_conv.c", "block->first > 0 || block->out.top > 0",
     "block->out.top > 0"),
    ("nn/layers/winograd_conv.c", "first += block->images;", "first++;"),
    ("nn/layers/winograd_conv.c", "from += (ptrdiff_t)block->tiles * tiles->C;", ""),
    # Matrix products.
    ("nn/kernels/gemm.c", "acc[r][v] += weight * column[v]", "acc[r][v] -= weight * column[v]"),
    ("nn/kernels/gemm.c", "g->b + n + s * g->b_segment", "g->b + n"),
    ("nn/kernels/gemm.c", "g->a + m * a_row + s * g->a_segment", "g->a + m * a_row"),
    ("nn/kernels/gemm.c", "vector_load(g->bias + n + v * LANES)", "vector_load(g->bias + n)"),
    ("nn/kernels/gemm.c", "left >= (v + 1) * LANES", "left >= v * LANES"),
    ("nn/kernels/gemm.c", "if (g->relu)", "if (!g->relu)"),
    # Max pooling.
    ("nn/kernels/max_pool.c", "x[c] > y[c] ? x[c] : y[c]", "x[c] < y[c] ? x[c] : y[c]"),
    ("nn/kernels/max_pool.c", "(ptrdiff_t)ow * p->stride)", "(ptrdiff_t)ow)"),
    ("nn/kernels/max_pool.c", "            open &= ~here;\n", ""),
    ("nn/kernels/max_pool.c", "                return;\n", ""),
    # Optimisers, losses and batch norm.
    ("nn/kernels/elementwise.c", "keep = 1 - adam->rate", "keep = 1 + adam->rate"),
    ("nn/kernels/elementwise.c", "sqrtf(v[i] * unbias)", "sqrtf(v[i])"),
    ("nn/kernels/elementwise.c", "adam->rate / adam->correction1", "adam->rate"),
    ("nn/kernels/elementwise.c", "now * g + ahead * velocity[i]", "now * g + velocity[i]"),
    ("nn/kernels/elementwise.c", "(w[i] - average[i]) * fraction", "(w[i] + average[i]) * fraction"),
    ("nn/kernels/elementwise.c", "fraction_b[c] * b[c] + rest[c]", "fraction_b[c] * b[c] - rest[c]"),
    ("nn/loss.c", "(c == label ? 1 - shared : 0)", "(c == label ? 1 : 0)"),
    ("nn/loss.c", "exp(log_probability) - target", "exp(log_probability) + target"),
    ("nn/layers/batch_norm.c", "C, 1, c) - mean * dbias", "C, 1, c) + mean * dbias"),
    ("nn/layers/batch_norm.c", "variance * pixels / (pixels - 1)", "variance"),
    ("nn/layers/batch_norm.c", "slope * mean - scale", "slope * mean + scale"),
    # Convolutions as matrix products, and the choice of the algorithm.
    ("nn/layers/conv.c", "gradient = (struct output_gradient){first, g->stride * line,",
     "gradient = (struct output_gradient){first, line,"),
    ("nn/layers/conv.c", "backward + (taps - 1) * size, -size,", "backward, size,"),
    ("nn/layers/conv.c", "to->first + tap * to->apart + first,", "to->first + tap * to->apart,"),
    ("nn/layers/winograd_conv.c", "rotated[4] = {3, 1, 2, 0}", "rotated[4] = {0, 1, 2, 3}"),
    ("nn/layers/winograd_conv.c", "forward + skipped)", "forward)"),
    ("nn/network_parts.c", "first += most", "first += PART_ROWS"),
    ("nn/network_parts.c", "(size_t)tap * part->apart", "(size_t)tap * part->size"),
    ("nn/layers/conv.c", "nn_conv_is_small(pass->kernels, &g) && !pass->dx",
     "nn_conv_is_small(pass->kernels, &g)"),
]


def copy_tree():
    """Copies only files that differ, so that a second run compiles little."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, check=True, capture_output=True, text=True).stdout.splitlines()
    for name in listed:
        source, copy = ROOT / name, TREE / name
        if copy.exists() and copy.read_bytes() == source.read_bytes():
            continue
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(source, copy)


def quietly(*command, **options):
    return subprocess.run(["nice", "-n", "19", *command], stdin=subprocess.DEVNULL,
                          capture_output=True, text=True, **options)


def configure():
    done = quietly("cmake", "-S", str(TREE), "-B", str(BUILD), "-G", "Ninja",
                   "-DCMAKE_BUILD_TYPE=Release", "-DCMAKE_C_FLAGS_RELEASE=-O1")
    if done.returncode != 0:
        sys.exit(done.stderr)


def passes(suite):
    """Whether the suite passes; a mutant that does not build is an error in the table."""
    built = quietly("cmake", "--build", str(BUILD), "-j1", "--target", suite)
    if built.returncode != 0:
        sys.exit(f"{suite} does not build:\n{built.stdout}")
    try:
        run = quietly(f"./{suite}", cwd=BUILD / "tests", timeout=LONGEST_RUN_S)
    except subprocess.TimeoutExpired:
        return False
    return run.returncode == 0


def first_failure():
    return next((suite for suite in SUITES if not passes(suite)), None)


def judge(name, text, replacement):
    """Prints the result of the mutant; returns whether it was killed."""
    path = TREE / name
    source = path.read_text()
    if source.count(text) != 1:
        verdict, killed = f"NOT FOUND JUST ONCE ({source.count(text)} times)", False
    else:
        path.write_text(source.replace(text, replacement))
        try:
            suite = first_failure()
        finally:
            path.write_text(source)
        verdict, killed = (f"killed by {suite}", True) if suite else ("SURVIVED", False)
    print(f"{verdict}: {name}: {text!r} -> {replacement!r}", flush=True)
    return killed


def main():
    wanted = sys.argv[1] if len(sys.argv) > 1 else ""
    mutants = [mutant for mutant in MUTANTS if wanted in mutant[0]]
    if not mutants:
        sys.exit(f"No mutant is of a file whose name contains {wanted}.")
    copy_tree()
    configure()
    broken = first_failure()
    if broken:
        sys.exit(f"{broken} fails without any mutant.")
    verdicts = [judge(*mutant) for mutant in mutants]
    print(f"{sum(verdicts)} killed, {len(verdicts) - sum(verdicts)} not")
    return 0 if all(verdicts) else 1


if __name__ == "__main__":
    sys.exit(main())
