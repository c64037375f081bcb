#include "app/core/pen/pen_writer.h"

#include <assert.h>
#include <math.h>
#include <string.h>

#include "app/core/base/class_set.h"
#include "app/core/pen/pen_hand.h"
#include "nn/dataset.h"

/* Parts of a digit's first stroke that are not a digit yet, or no longer. */
struct piece {
    const char *form;
    float from, to;
};

static const struct piece pieces[] = {
    {"0 oval", 0, 0.55f},
    {"0 oval", 0, 0.65f},
    {"2 flat base", 0, 0.35f},
    {"2 loop", 0, 0.3f},
    {"2 loop", 0.55f, 1},
    {"3 round", 0, 0.4f},
    {"3 round", 0.5f, 1},
    {"4 open", 0, 1},
    {"4 open and upright", 0, 1},
    {"4 closed", 0, 1},
    {"4 bowl", 0, 1},
    {"5 in one", 0, 0.4f},
    {"5 in one", 0, 0.28f},
    {"7 straight", 0, 0.3f},
    {"7 wavy top", 0, 0.3f},
    {"7 serif", 0, 0.3f},
    {"8 from the right", 0, 0.25f},
};

/* The frequency of each kind of non-digit, in hundredths. */
static const int none_fractions[PEN_NONE_KINDS] = {
    [PEN_NONE_SYMBOL] = 50, [PEN_NONE_SCRIBBLE] = 16, [PEN_NONE_MARK] = 3,
    [PEN_NONE_PIECE] = 12,  [PEN_NONE_SEVERAL] = 13,  [PEN_NONE_CROSSED] = 6,
};

static float between(struct nn_rng *rng, float min, float max) {
    return min + (max - min) * nn_rng_uniform(rng);
}

const struct pen_form *pen_writer_choose(int label, struct nn_rng *rng) {
    const struct pen_form *form, *chosen = NULL;
    float total = 0;
    for (int i = 0; (form = pen_forms_at(i)); i++)
        total += form->label == label ? form->weight : 0;
    float left = total * nn_rng_uniform(rng);
    for (int i = 0; left >= 0 && (form = pen_forms_at(i)); i++)
        if (form->label == label) {
            left -= form->weight;
            chosen = form;
        }
    return chosen;
}

static const struct pen_scribble *choose_scribble(struct nn_rng *rng) {
    const struct pen_scribble *scribble;
    float total = 0;
    for (int i = 0; (scribble = pen_scribbles_at(i)); i++)
        total += scribble->weight;
    float left = total * nn_rng_uniform(rng);
    int chosen = 0;
    while ((left -= pen_scribbles_at(chosen)->weight) >= 0 && pen_scribbles_at(chosen + 1))
        chosen++;
    return pen_scribbles_at(chosen);
}

static const struct pen_form *find_form(const char *name) {
    const struct pen_form *form;
    for (int i = 0; (form = pen_forms_at(i)); i++)
        if (strcmp(form->name, name) == 0)
            return form;
    assert(!"a piece names an existing form");
    return NULL;
}

/* Anywhere in the form's range, across and down. */
static void write_text(const struct pen_hand *hand, const char *text, struct nn_rng *rng,
                       struct pen_drawing *drawing) {
    struct pen_skeleton ends[2];
    bool parsed = pen_skeleton_parse_range(ends, text);
    assert(parsed);
    (void)parsed;
    struct point fraction = {.x = nn_rng_uniform(rng)};
    fraction.y = nn_rng_uniform(rng);
    pen_skeleton_blend(&ends[0], &ends[1], fraction);
    pen_hand_write(hand, &ends[0], rng, drawing);
}

static void write_any_digit(const struct pen_hand *hand, struct nn_rng *rng,
                            struct pen_drawing *drawing) {
    int digit = (int)nn_rng_below(rng, (uint32_t)class_set_digits()->count);
    write_text(hand, pen_writer_choose(digit, rng)->skeleton, rng, drawing);
}

static float longer_side(struct box box) {
    return fmaxf(box.right - box.left, box.bottom - box.top);
}

/* Puts the drawing anywhere on the canvas, its longer side being `size` of it, and rounds it to
 * pixels, as the positions of a pointer are. */
static void place(struct pen_drawing *drawing, float size, struct nn_rng *rng) {
    const float min = 1e-3f;
    float canvas_px = between(rng, 280, 1000);
    struct box box = pen_drawing_box(drawing, 0);
    float scale = size / fmaxf(longer_side(box), min);
    float width = scale * (box.right - box.left), height = scale * (box.bottom - box.top);
    float left = between(rng, 0, 1 - width), top = between(rng, 0, 1 - height);
    pen_drawing_move(drawing, 0, scale,
                     (struct point){left - scale * box.left, top - scale * box.top});
    for (int i = 0; i < drawing->point_count; i++) {
        struct point *point = &drawing->points[i];
        point->x = roundf(point->x * canvas_px) / canvas_px;
        point->y = roundf(point->y * canvas_px) / canvas_px;
    }
}

static void place_at_random_size(struct pen_drawing *drawing, struct nn_rng *rng) {
    place(drawing, between(rng, 0.2f, 0.9f), rng);
}

/* Signs keep their corners: a box with round ones would be a 0. */
void pen_writer_draw_form(struct pen_drawing *drawing, const struct pen_form *form,
                          struct nn_rng *rng) {
    const float roundest_sign = 0.05f;
    struct pen_hand hand = pen_hand_random(rng);
    if (form->label == NN_NO_CLASS)
        hand.roundness = fminf(hand.roundness, roundest_sign);
    pen_drawing_clear(drawing);
    write_text(&hand, form->skeleton, rng, drawing);
    place_at_random_size(drawing, rng);
}

void pen_writer_draw_scribble(struct pen_drawing *drawing, const struct pen_scribble *scribble,
                              struct nn_rng *rng) {
    struct pen_hand hand = pen_hand_random(rng);
    struct pen_skeleton skeleton = {0};
    scribble->draw(&skeleton, rng);
    pen_drawing_clear(drawing);
    pen_hand_write(&hand, &skeleton, rng, drawing);
    place_at_random_size(drawing, rng);
}

static void draw_symbol(struct pen_drawing *drawing, struct nn_rng *rng) {
    pen_writer_draw_form(drawing, pen_writer_choose(NN_NO_CLASS, rng), rng);
}

static void draw_scribble(struct pen_drawing *drawing, struct nn_rng *rng) {
    pen_writer_draw_scribble(drawing, choose_scribble(rng), rng);
}

static void draw_mark(struct pen_drawing *drawing, struct nn_rng *rng) {
    const float largest = 0.012f; /* of the canvas: a picture does not enlarge such a mark */
    struct pen_skeleton skeleton = {0};
    struct pen_path *path = pen_skeleton_add_path(&skeleton);
    int count = 1 + (int)nn_rng_below(rng, 4);
    for (int i = 0; i < count; i++) {
        float y = nn_rng_uniform(rng);
        pen_path_add_knot(path, nn_rng_uniform(rng), y, false);
    }
    struct pen_hand hand = pen_hand_random(rng);
    pen_hand_write(&hand, &skeleton, rng, drawing);
    place(drawing, between(rng, 0, largest), rng);
}

static void draw_piece(struct pen_drawing *drawing, struct nn_rng *rng) {
    const struct piece *piece = &pieces[nn_rng_below(rng, sizeof pieces / sizeof *pieces)];
    struct pen_hand hand = pen_hand_random(rng);
    hand.drag = 0;
    write_text(&hand, find_form(piece->form)->skeleton, rng, drawing);
    float from = piece->from > 0 ? piece->from + between(rng, -0.04f, 0.04f) : 0;
    float to = piece->to < 1 ? piece->to + between(rng, -0.05f, 0.05f) : 1;
    pen_drawing_keep_piece(drawing, from, to);
    place_at_random_size(drawing, rng);
}

/* Writes a digit to the right of the drawing, or slightly overlapping it. */
static void append_digit(struct pen_drawing *drawing, const struct pen_hand *hand,
                         struct nn_rng *rng) {
    int first = drawing->strokes.count;
    struct point corner = {0, between(rng, -0.12f, 0.12f)};
    if (first > 0) {
        struct box before = pen_drawing_box(drawing, 0);
        corner.x = before.right + between(rng, -0.12f, 0.3f);
    }
    write_any_digit(hand, rng, drawing);
    struct box box = pen_drawing_box(drawing, first);
    float scale = between(rng, 0.85f, 1.15f) / fmaxf(longer_side(box), 0.5f);
    pen_drawing_move(drawing, first, scale,
                     (struct point){corner.x - scale * box.left, corner.y - scale * box.top});
}

static void draw_several(struct pen_drawing *drawing, struct nn_rng *rng) {
    struct pen_hand hand = pen_hand_random(rng);
    int count = nn_rng_uniform(rng) < 0.75f ? 2 : 3;
    for (int i = 0; i < count; i++)
        append_digit(drawing, &hand, rng);
    place_at_random_size(drawing, rng);
}

/* Strikes the digit out with a zigzag or a large X. */
static void draw_crossed_out(struct pen_drawing *drawing, struct nn_rng *rng) {
    struct pen_hand hand = pen_hand_random(rng);
    struct pen_skeleton strike = {0};
    write_any_digit(&hand, rng, drawing);
    if (nn_rng_uniform(rng) < 0.5f) {
        pen_scribbles_add_zigzag(&strike, rng);
        pen_hand_write(&hand, &strike, rng, drawing);
    } else {
        write_text(&hand, "-6,-4 106,104 ; 106,-4 -6,104", rng, drawing);
    }
    place_at_random_size(drawing, rng);
}

void pen_writer_draw_none(struct pen_drawing *drawing, enum pen_none_kind kind,
                          struct nn_rng *rng) {
    static void (*const draw[PEN_NONE_KINDS])(struct pen_drawing *, struct nn_rng *) = {
        [PEN_NONE_SYMBOL] = draw_symbol,   [PEN_NONE_SCRIBBLE] = draw_scribble,
        [PEN_NONE_MARK] = draw_mark,       [PEN_NONE_PIECE] = draw_piece,
        [PEN_NONE_SEVERAL] = draw_several, [PEN_NONE_CROSSED] = draw_crossed_out,
    };
    pen_drawing_clear(drawing);
    draw[kind](drawing, rng);
}

static enum pen_none_kind choose_kind(struct nn_rng *rng) {
    int left = (int)nn_rng_below(rng, 100), kind = 0;
    while ((left -= none_fractions[kind]) >= 0)
        kind++;
    return (enum pen_none_kind)kind;
}

int pen_writer_draw(struct pen_drawing *drawing, uint64_t seed, uint64_t number,
                    float none_fraction) {
    struct nn_rng rng = nn_rng_stream(seed, NN_RNG_INK, number);
    if (nn_rng_uniform(&rng) < none_fraction) {
        pen_writer_draw_none(drawing, choose_kind(&rng), &rng);
        return NN_NO_CLASS;
    }
    int digit = (int)nn_rng_below(&rng, (uint32_t)class_set_digits()->count);
    pen_writer_draw_form(drawing, pen_writer_choose(digit, &rng), &rng);
    return digit;
}
