#include "app/core/reading/page.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/core/reading/page_parts.h"

/* Compared with the height of the page's digits. */
static const double lowest = 0.4, highest = 1.7;
static const double lowest_one = 0.6;    /* any scrap below it can be read as a 1 */
static const double highest_one = 1.5;   /* a 1 above it is a slash or a bracket */
static const double slash_lean = 0.2;    /* to the right, of its height: 11 degrees */
static const double sign = 0.8;          /* signs are lower; a plus looks like a 4 */
static const double within_number = 0.7; /* gaps between a number's digits */

/* Against the ink of the page's digits: a paler one shows through from the back. */
static const double palest = 0.4;

static int compare_heights(const void *a, const void *b) {
    const struct page_part *const *left = a, *const *right = b;
    return box_height((*left)->box) - box_height((*right)->box);
}

/* The page's height of digits and their ink: those of the median digit that the model is sure of,
 * where each counts as much as it has ink, so that specks do not matter. A 1 counts only where
 * there is nothing else, for any line looks like one. False where there is no such digit. */
static bool measure(struct page_parts *parts, bool with_ones) {
    const struct page_part *sorted[PAGE_MAX_PARTS] = {NULL};
    int count = 0;
    double all = 0, below = 0;
    for (int i = 0; i < parts->count; i++)
        if (parts->items[i].is_digit && parts->items[i].reading.confidence >= page_sure &&
            (with_ones || parts->items[i].reading.digit != 1)) {
            sorted[count++] = &parts->items[i];
            all += parts->items[i].ink;
        }
    qsort(sorted, (size_t)count, sizeof *sorted, compare_heights);
    for (int i = 0; i < count; i++) {
        below += sorted[i]->ink;
        if (2 * below < all)
            continue;
        parts->height = box_height(sorted[i]->box);
        parts->ink_level = page_part_level(sorted[i]);
        return true;
    }
    return false;
}

/* Whether the part is as high and as dark as the page's digits. */
static bool has_size_of_digit(const struct page_parts *parts, const struct page_part *part) {
    int height = box_height(part->box);
    return part->size > 0 && height >= lowest * parts->height &&
           height <= highest * parts->height && page_part_level(part) >= palest * parts->ink_level;
}

static bool is_slash(const struct page_parts *parts, const struct page_part *part) {
    return part->reading.is_digit && part->reading.digit == 1 &&
           box_height(part->box) > highest_one * parts->height;
}

/* Strips and corners along the picture's border look like a 1. */
static bool is_on_border(const struct page_parts *parts, const struct page_part *part) {
    return part->box.left == 0 || part->box.top == 0 || part->box.right == parts->plane.width ||
           part->box.bottom == parts->plane.height;
}

static void drop_signs(struct page_parts *parts) {
    for (int i = 0; i < parts->count; i++) {
        struct page_part *part = &parts->items[i];
        bool is_plus = part->reading.digit == 4 && box_height(part->box) < sign * parts->height;
        bool is_dash =
            part->reading.digit == 1 && box_height(part->box) < lowest_one * parts->height;
        bool on_border = is_on_border(parts, part);
        part->is_digit = part->reading.is_digit && has_size_of_digit(parts, part) &&
                         !is_slash(parts, part) && !is_dash &&
                         !(on_border && part->reading.digit == 1) &&
                         ((!is_plus && !on_border) || part->reading.confidence >= page_sure);
    }
}

/* Parts of the size of digits, digits or not, in the order of reading. */
struct order {
    int count, row_count;
    struct page_part *items[PAGE_MAX_PARTS];
    struct pixel_box
        rows[PAGE_MAX_PARTS]; /* while it is made, of each row's last part; then of all */
};

static int compare_lefts(const void *a, const void *b) {
    const struct page_part *const *left = a, *const *right = b;
    return (*left)->box.left - (*right)->box.left;
}

static int compare_rows(const void *a, const void *b) {
    const struct page_part *const *left = a, *const *right = b;
    return (*left)->row != (*right)->row ? (*left)->row - (*right)->row : compare_lefts(a, b);
}

/* The row whose last part is beside the box, the nearest of them; -1: none. */
static int row_beside(const struct order *order, struct pixel_box box) {
    int found = -1;
    for (int i = 0; i < order->row_count; i++) {
        struct pixel_box last = order->rows[i];
        if (2 * box_overlap_y(last, box) >= min_int(box_height(last), box_height(box)) &&
            (found < 0 || last.right > order->rows[found].right))
            found = i;
    }
    return found;
}

/* Numbers the rows by their first parts, from top to bottom. */
static void number_rows(struct order *order, const struct pixel_box *firsts) {
    int place[PAGE_MAX_PARTS] = {0};
    for (int i = 0; i < order->row_count; i++)
        for (int j = 0; j < order->row_count; j++)
            place[i] +=
                firsts[j].top + firsts[j].bottom < firsts[i].top + firsts[i].bottom ||
                (j < i && firsts[j].top + firsts[j].bottom == firsts[i].top + firsts[i].bottom);
    for (int i = 0; i < order->count; i++)
        order->items[i]->row = place[order->items[i]->row];
}

/* Follows each row from left to right, so that it may slope. */
static void put_in_order(struct order *order, const struct page_parts *parts) {
    struct pixel_box firsts[PAGE_MAX_PARTS] = {0};
    order->count = order->row_count = 0;
    for (int i = 0; i < parts->count; i++)
        if (has_size_of_digit(parts, &parts->items[i]))
            order->items[order->count++] = &parts->items[i];
    qsort(order->items, (size_t)order->count, sizeof *order->items, compare_lefts);
    for (int i = 0; i < order->count; i++) {
        struct page_part *part = order->items[i];
        part->row = row_beside(order, part->box);
        if (part->row < 0) {
            part->row = order->row_count++;
            firsts[part->row] = part->box;
        }
        order->rows[part->row] = part->box;
    }
    number_rows(order, firsts);
    qsort(order->items, (size_t)order->count, sizeof *order->items, compare_rows);
}

/* Whether the next part of the row is so near that both can belong to one number or word. */
static bool is_near(const struct page_parts *parts, const struct page_part *part,
                    const struct page_part *next) {
    return part->row == next->row &&
           -box_overlap_x(part->box, next->box) <= within_number * parts->height;
}

/* Items begin to end - 1 of the order, and how many of them are what. */
struct run {
    int begin, end, digits, letters, others;
};

/* The run of items that begins here: a word or a number, or else a row. */
static struct run run_at(const struct page_parts *parts, const struct order *order, int begin,
                         bool whole_row) {
    struct run run = {begin, begin, 0, 0, 0};
    do {
        const struct page_part *part = order->items[run.end++];
        run.digits += part->is_digit;
        run.others += !part->is_digit && !is_slash(parts, part);
        run.letters += !part->is_digit && !is_slash(parts, part) &&
                       box_height(part->box) >= sign * parts->height;
    } while (run.end < order->count &&
             (whole_row ? order->items[run.end - 1]->row == order->items[run.end]->row
                        : is_near(parts, order->items[run.end - 1], order->items[run.end])));
    return run;
}

/* How far to the right the ink is at the top, compared with the bottom, in pixels a pixel of
 * height: from the middle of its upper third to that of its lower third. */
static double lean_of(const struct ink_picture *picture) {
    double mass[3] = {0}, x[3] = {0};
    int third = (INK_BOX + 2) / 3, top = (INK_SIDE - INK_BOX) / 2;
    for (int i = 0; i < INK_PIXELS; i++) {
        int row = clamp_int((i / INK_SIDE - top) / third, 0, 2);
        mass[row] += picture->pixels[i];
        x[row] += picture->pixels[i] * (i % INK_SIDE);
    }
    return mass[0] > 0 && mass[2] > 0 ? (x[0] / mass[0] - x[2] / mass[2]) / (2 * third) : 0;
}

/* Letters can look like digits: a word has none if it has more letters, and neither has a row of
 * which two thirds are no digits. */
static void drop_words(const struct page_parts *parts, const struct order *order) {
    for (int whole_row = 0; whole_row < 2; whole_row++)
        for (int begin = 0; begin < order->count;) {
            struct run run = run_at(parts, order, begin, whole_row);
            bool is_text = whole_row ? run.others >= 2 * run.digits : run.letters > run.digits;
            for (; begin < run.end; begin++)
                order->items[begin]->is_digit = order->items[begin]->is_digit && !is_text;
        }
}

/* Whether a sign, such as a minus, stands between two digits of a row. */
static bool has_sign_between(const struct page_parts *parts, const struct page_part *left,
                             const struct page_part *right) {
    struct pixel_box both = box_of_both(left->box, right->box);
    for (int i = 0; i < parts->count; i++) {
        const struct page_part *part = &parts->items[i];
        int middle = (part->box.left + part->box.right) / 2;
        if (part->size > 0 && part != left && part != right && !part->is_digit &&
            middle > left->box.right && middle < right->box.left &&
            box_overlap_y(part->box, both) > 0 &&
            max_int(box_width(part->box), box_height(part->box)) >= parts->height / 5)
            return true;
    }
    return false;
}

static bool has_sign(const struct page_parts *parts, const struct order *order, struct run row) {
    for (int i = row.begin; i + 1 < row.end; i++)
        if (has_sign_between(parts, order->items[i], order->items[i + 1]))
            return true;
    return false;
}

/* In a row with signs a 1 that leans far is a slash. */
static void drop_slashes(const struct page_parts *parts, const struct order *order) {
    for (int begin = 0; begin < order->count;) {
        struct run row = run_at(parts, order, begin, true);
        bool signs = row.others > 0 || has_sign(parts, order, row);
        for (; begin < row.end; begin++) {
            struct page_part *part = order->items[begin];
            if (signs && part->is_digit && part->reading.digit == 1 &&
                lean_of(&part->picture) >= slash_lean)
                part->is_digit = false;
        }
    }
}

static void add_digit(struct page *page, const struct page_parts *parts,
                      const struct page_part *part, bool begins_number) {
    struct pixel_box box = ink_plane_box_in_image(&parts->plane, part->box);
    page->digits[page->digit_count++] =
        (struct page_digit){.picture = part->picture, .reading = part->reading, .box = box};
    if (begins_number)
        page->numbers[page->number_count++] =
            (struct page_number){.first = page->digit_count - 1, .box = box};
    struct page_number *number = &page->numbers[page->number_count - 1];
    number->count++;
    number->box = box_of_both(number->box, box);
}

/* Whether it is large enough to be seen, but no digit. */
static bool is_sign(const struct page_part *part) {
    return part->size > 0 && !part->is_digit &&
           max_int(box_width(part->box), box_height(part->box)) >= PAGE_MIN_HEIGHT;
}

/* Stores the digits, grouped into numbers. False without memory. */
static bool store(struct page *page, const struct page_parts *parts, const struct order *order) {
    const struct page_part *before = NULL;
    page->digits = calloc((size_t)order->count + 1, sizeof *page->digits);
    page->numbers = calloc((size_t)order->count + 1, sizeof *page->numbers);
    if (!page->digits || !page->numbers)
        return false;
    for (int i = 0; i < parts->count; i++)
        page->sign_count += is_sign(&parts->items[i]);
    for (int i = 0; i < order->count; i++) {
        const struct page_part *part = order->items[i];
        if (!part->is_digit)
            continue;
        add_digit(page, parts, part,
                  !before || !is_near(parts, before, part) ||
                      has_sign_between(parts, before, part));
        before = part;
    }
    return true;
}

/* False without memory. */
static bool read_several(struct page *page, struct reader *reader, const struct image *image) {
    struct page_parts parts;
    struct order *order = malloc(sizeof *order);
    bool fits = page_parts_find(&parts, image, reader) && order;
    if (fits) {
        if (!measure(&parts, false))
            measure(&parts, true);
        drop_signs(&parts);
        put_in_order(order, &parts);
        drop_words(&parts, order);
        drop_slashes(&parts, order);
        fits = store(page, &parts, order);
    }
    free(order);
    page_parts_destroy(&parts);
    return fits;
}

/* Where nothing else is a digit, the whole picture may be a 1. */
static enum nn_status read_stroke(struct page_digit *one, struct reader *reader,
                                  const struct image *image, struct nn_error *err) {
    struct ink_cutting cutting;
    struct reading reading;
    enum nn_status status = ink_cutting_of_stroke(image, &cutting, err);
    if (status || cutting.picture.blank)
        return status;
    reader_read(reader, &cutting.picture, &reading);
    if (reading.is_digit)
        *one = (struct page_digit){cutting.picture, reading, cutting.box};
    return NN_STATUS_OK;
}

/* The whole picture as one digit, in the cutting of which the model is surest. */
static enum nn_status read_one(struct page_digit *one, struct reader *reader,
                               const struct image *image, struct nn_error *err) {
    struct ink_cutting cuttings[INK_CUTTINGS];
    int count;
    enum nn_status status = ink_cuttings_from_image(image, cuttings, &count, err);
    for (int i = 0; i < count && !status; i++) {
        struct reading reading;
        reader_read(reader, &cuttings[i].picture, &reading);
        if (i == 0 || reading.confidence > one->reading.confidence)
            *one = (struct page_digit){cuttings[i].picture, reading, cuttings[i].box};
    }
    return status || one->reading.is_digit ? status : read_stroke(one, reader, image, err);
}

/* Whether the digits found outweigh that the whole picture looks like one, as a shadow may: at
 * least two of which the model is sure and that are not a 1, which any scrap looks like, and few
 * others. */
static bool are_several(const struct page *page, const struct page_digit *one) {
    enum { SURE_FOR_ANOTHER = 3 };
    int sure = 0, others = 0;
    if (!one->reading.is_digit)
        return page->digit_count > 1;
    for (int i = 0; i < page->digit_count; i++) {
        const struct reading *reading = &page->digits[i].reading;
        sure += reading->digit != 1 && reading->confidence >= page_surest;
        others += reading->digit != 1 && reading->confidence < page_surest;
    }
    return sure > 1 && sure >= SURE_FOR_ANOTHER * others;
}

enum nn_status page_read(struct page *page, struct reader *reader, const struct image *image,
                         struct nn_error *err) {
    *page = (struct page){0};
    enum nn_status status = read_one(&page->latest, reader, image, err);
    if (!status && !read_several(page, reader, image))
        status = nn_error_set(err, NN_STATUS_NO_MEMORY, "no memory to read a picture of %d x %d",
                              image->width, image->height);
    if (status) {
        page_destroy(page);
    } else if (page->digits && are_several(page, &page->latest)) {
        page->latest = page->digits[page->digit_count - 1];
    } else {
        page->digit_count = page->number_count = 0;
        if (page->digits && page->latest.reading.is_digit) {
            page->digits[page->digit_count++] = page->latest;
            page->numbers[page->number_count++] = (struct page_number){0, 1, page->latest.box};
        }
    }
    return status;
}

/* Takes over the page if it is a better reading than the one so far. */
static bool take_if_better(struct page *page, bool turned, struct page *other) {
    const struct reading *reading = &other->latest.reading;
    bool better = other->digit_count > 0 && reading->digit != 1 &&
                  reading->confidence >= page_surest &&
                  (!turned || reading->confidence > page->latest.reading.confidence);
    page_destroy(better ? page : other);
    if (better)
        *page = *other;
    return better;
}

static enum nn_status read_turned(struct page *page, int *turned, struct reader *reader,
                                  struct image *image, struct nn_error *err) {
    enum nn_status status = NN_STATUS_OK;
    for (int degrees = 90; degrees <= 270 && !status; degrees += 180) {
        struct page other = {0};
        status =
            image_turn_upright(image, degrees == 90 ? IMAGE_TURN_RIGHT : IMAGE_TURN_AROUND, err);
        if (!status)
            status = page_read(&other, reader, image, err);
        if (!status && take_if_better(page, *turned > 0, &other))
            *turned = degrees;
    }
    if (!status && *turned < 270)
        status =
            image_turn_upright(image, *turned == 90 ? IMAGE_TURN_AROUND : IMAGE_TURN_RIGHT, err);
    return status;
}

enum nn_status page_read_turning(struct page *page, int *turned, struct reader *reader,
                                 struct image *image, struct nn_error *err) {
    *turned = 0;
    enum nn_status status = page_read(page, reader, image, err);
    if (status || page->digit_count > 0 || page->latest.picture.blank)
        return status;
    status = read_turned(page, turned, reader, image, err);
    if (status)
        page_destroy(page);
    return status;
}

void page_destroy(struct page *page) {
    free(page->digits);
    free(page->numbers);
    *page = (struct page){0};
}

bool page_has_no_digits(const struct page *page) {
    return page->digit_count == 0 && (page->latest.picture.blank || page->sign_count > 1);
}

/* Appends a text, or what fits of it. */
static void append(char text[PAGE_MAX_TEXT], const char *more) {
    size_t length = strlen(text);
    snprintf(text + length, PAGE_MAX_TEXT - length, "%s", more);
}

static void append_number(const struct page *page, int number, char text[PAGE_MAX_TEXT]) {
    const struct page_number *found = &page->numbers[number];
    for (int i = found->first; i < found->first + found->count; i++) {
        const struct reading *reading = &page->digits[i].reading;
        append(text, class_set_name(reading->classes, reading->digit));
    }
}

void page_number_text(const struct page *page, int number, char text[PAGE_MAX_TEXT]) {
    text[0] = '\0';
    append_number(page, number, text);
}

void page_text(const struct page *page, char text[PAGE_MAX_TEXT]) {
    text[0] = '\0';
    for (int i = 0; i < page->number_count; i++) {
        append(text, i > 0 ? " " : "");
        append_number(page, i, text);
    }
}
