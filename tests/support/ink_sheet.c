/* Draws a contact sheet of the program's own ink, to look at: ink_sheet WHAT OUT.png [SEED]. WHAT
 * is a digit, symbols, scribbles or none. Each row is a form (its name goes to stdout), and each
 * sample shows the drawing beside the picture that the network gets. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/core/image/image.h"
#include "app/core/ink/ink.h"
#include "app/core/ink/raster.h"
#include "app/core/pen/pen_writer.h"
#include "nn/dataset.h"

enum { COLUMNS = 10, DRAWING_PX = 60, ZOOM = 2, GAP = 4, MAX_ROWS = 160 };
enum { CELL_WIDTH = DRAWING_PX + ZOOM * INK_SIDE + 3 * GAP, CELL_HEIGHT = DRAWING_PX + GAP };
static const char *const none_names[PEN_NONE_KINDS] = {
    [PEN_NONE_SYMBOL] = "symbol", [PEN_NONE_SCRIBBLE] = "scribble", [PEN_NONE_MARK] = "mark",
    [PEN_NONE_PIECE] = "piece",   [PEN_NONE_SEVERAL] = "several",   [PEN_NONE_CROSSED] = "crossed"};

/* The content of a row: one of the three, or, if all are NULL, a kind of non-digit. */
struct row {
    const struct pen_form *form;
    const struct pen_scribble *scribble;
    enum pen_none_kind kind;
};

static int list_rows(const char *what, struct row rows[MAX_ROWS]) {
    int count = 0;
    bool symbols = strcmp(what, "symbols") == 0;
    const struct pen_form *form;
    const struct pen_scribble *scribble;
    for (int i = 0; (form = pen_forms_at(i)); i++)
        if (symbols ? form->label == NN_NO_CLASS : what[0] == '0' + form->label && what[1] == '\0')
            rows[count++] = (struct row){.form = form};
    for (int i = 0; strcmp(what, "scribbles") == 0 && (scribble = pen_scribbles_at(i)); i++)
        rows[count++] = (struct row){.scribble = scribble};
    for (int kind = 0; strcmp(what, "none") == 0 && kind < 5 * PEN_NONE_KINDS; kind++)
        rows[count++] = (struct row){.kind = (enum pen_none_kind)(kind / 5)};
    return count;
}

static void draw(struct pen_drawing *drawing, const struct row *row, struct nn_rng *rng) {
    if (row->form)
        pen_writer_draw_form(drawing, row->form, rng);
    else if (row->scribble)
        pen_writer_draw_scribble(drawing, row->scribble, rng);
    else
        pen_writer_draw_none(drawing, row->kind, rng);
}

/* Copies ink onto white paper, each pixel enlarged to zoom x zoom. */
static void paste(struct image *sheet, int left, int top, const uint8_t *ink, int side, int zoom) {
    for (int y = 0; y < side * zoom; y++)
        for (int x = 0; x < side * zoom; x++) {
            uint32_t grey = 255u - ink[y / zoom * side + x / zoom];
            sheet->pixels[(top + y) * sheet->stride + left + x] = 0xff000000 | grey * 0x010101;
        }
}

/* Draws the strokes scaled so that the longer side fills the cell. */
static void paste_drawing(struct image *sheet, int left, int top,
                          const struct pen_drawing *drawing) {
    const float pen_px = 2, margin_px = 3;
    uint8_t ink[DRAWING_PX * DRAWING_PX] = {0};
    struct coverage coverage = {DRAWING_PX, DRAWING_PX, ink};
    struct box box = pen_drawing_box(drawing, 0);
    float width = box.right - box.left, height = box.bottom - box.top;
    float longer = width > height ? width : height;
    float scale = (DRAWING_PX - 2 * margin_px) / (longer > 0.03f ? longer : 0.03f);
    struct raster_transform transform = {
        .scale = scale,
        .origin_x = DRAWING_PX / 2.0f - scale * (box.left + width / 2),
        .origin_y = DRAWING_PX / 2.0f - scale * (box.top + height / 2),
        .pen_px = pen_px,
    };
    raster_strokes(&coverage, &drawing->strokes, &transform,
                   &(struct pixel_box){0, 0, DRAWING_PX, DRAWING_PX});
    paste(sheet, left, top, ink, DRAWING_PX, 1);
}

static void paste_row(struct image *sheet, int index, const struct row *row, uint64_t seed) {
    struct pen_drawing drawing;
    struct ink_picture picture;
    for (int i = 0; i < COLUMNS; i++) {
        struct nn_rng rng = nn_rng_stream(seed, NN_RNG_INK, (uint64_t)(index * COLUMNS + i));
        int left = GAP + i * CELL_WIDTH, top = GAP + index * CELL_HEIGHT;
        draw(&drawing, row, &rng);
        ink_picture_from_strokes(&drawing.strokes, &picture);
        paste_drawing(sheet, left, top, &drawing);
        paste(sheet, left + DRAWING_PX + GAP, top + GAP / 2, picture.pixels, INK_SIDE, ZOOM);
    }
    printf("%s\n", row->form       ? row->form->name
                   : row->scribble ? row->scribble->name
                                   : none_names[row->kind]);
}

int main(int argc, char **argv) {
    struct row rows[MAX_ROWS];
    struct image sheet;
    struct nn_error err;
    int count = argc >= 3 ? list_rows(argv[1], rows) : 0;
    if (count == 0) {
        fprintf(stderr, "usage: ink_sheet DIGIT|symbols|scribbles|none OUT.png [SEED]\n");
        return 2;
    }
    if (image_create(&sheet, GAP + COLUMNS * CELL_WIDTH, GAP + count * CELL_HEIGHT, &err))
        goto failed;
    memset(sheet.pixels, 0xcc, (size_t)sheet.stride * (size_t)sheet.height * sizeof *sheet.pixels);
    for (int i = 0; i < count; i++)
        paste_row(&sheet, i, &rows[i], argc > 3 ? strtoull(argv[3], NULL, 10) : 0);
    enum nn_status status = image_write_png(&sheet, argv[2], &err);
    image_destroy(&sheet);
    if (!status)
        return 0;
failed:
    fprintf(stderr, "ink_sheet: %s\n", err.message);
    return 1;
}
