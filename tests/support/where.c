/* where WIDTH HEIGHT [SCALE [training] [layers] [why] [runs] [recipe] [mistakes]]: prints `name x y
 * w h`, in pixels, for each control in a window of this size with these views open (training if no
 * scale is given), so that a script can click it.
 *
 * Menu entries are "Train/Start", those of submenus "Train/Net/sprint"; a digit's bar is "bar/7",
 * arrows and value of a line of the recipe are "recipe/Epochs/on", a cell of the confusion matrix
 * is "cell/4/9", label before reading.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/sdl/text.h"
#include "app/ui/menu/menu.h"
#include "app/ui/mistakes/mistakes_layout.h"
#include "app/ui/recipe/recipe_layout.h"

enum { DIGITS = 10 };

static const char *const place_names[LAYOUT_PLACES] = {
    "menu-bar",
    "canvas",
    "brush",
    "eraser",
    "undo",
    "redo",
    "clear",
    "toast",
    "picture",
    "caption",
    "why",
    "answer",
    "bars",
    "runs-list",
    "runs-detail",
    "runs-graph",
    "recipe-list",
    "recipe-facts",
    "recipe-preview",
    "mistakes-matrix",
    "mistakes-detail",
    "mistakes-gallery",
    "layers-back",
    "layers-next",
    "layers-title",
    "layers-strip",
    "layers-map",
    "layers-sum",
    "start",
    "stop",
    "keep",
    "revert",
    "settings",
    "progress",
    "status",
    "accuracy",
    "loss",
};

/* No file has been opened. */
static const struct app app;

static void print_rect(const char *name, struct rect r) {
    if (r.w > 0)
        printf("%s %d %d %d %d\n", name, r.x, r.y, r.w, r.h);
}

static void print_choices(const char *name_of_entry, const struct menu_entry *entry,
                          const struct menu_geometry *geometry) {
    for (int i = 0; i < menu_choice_count(entry, &app); i++) {
        char label[MENU_MAX_LABEL], name[160];
        menu_choice_label(entry, i, &app, label);
        snprintf(name, sizeof name, "%s/%s", name_of_entry, label);
        print_rect(name, geometry->choices[i]);
    }
}

/* Names have no spaces: "Batch size" is "Batch_size". */
static void entry_name(char name[100], const char *title, const char *label) {
    snprintf(name, 100, "%s/%s", title, label);
    for (char *c = name; *c; c++)
        if (*c == ' ')
            *c = '_';
}

static void print_menu(int index, const struct layout *layout, struct font *font) {
    struct menu_state state = menu_closed();
    struct menu_geometry geometry = {0};
    state.open = index;
    state.sub_open = true;
    const struct menu *menu = &menus[index];
    for (state.entry = 0; state.entry < menu->count; state.entry++) {
        const struct menu_entry *entry = &menu->entries[state.entry];
        char name[100];
        if (!entry->label)
            continue;
        menu_measure(&geometry, &state, layout, &app, font);
        entry_name(name, menu->title, entry->label);
        print_rect(name, geometry.entries[state.entry]);
        print_choices(name, entry, &geometry);
    }
    print_rect(menu->title, geometry.titles[index]);
}

static void print_recipe(const struct layout *layout) {
    for (int i = 0; i < TRAINING_CHOICES; i++) {
        enum training_choice choice = (enum training_choice)i;
        char title[100], name[128];
        entry_name(title, "recipe", training_setting(choice)->title);
        snprintf(name, sizeof name, "%s/back", title);
        print_rect(name, recipe_part_rect(layout, choice, RECIPE_BACK));
        snprintf(name, sizeof name, "%s/value", title);
        print_rect(name, recipe_part_rect(layout, choice, RECIPE_VALUE));
        snprintf(name, sizeof name, "%s/on", title);
        print_rect(name, recipe_part_rect(layout, choice, RECIPE_ON));
    }
}

static void print_matrix(const struct layout *layout) {
    struct matrix matrix = matrix_of(layout);
    for (int i = 0; i < DIGITS * DIGITS; i++) {
        char name[16];
        snprintf(name, sizeof name, "cell/%d/%d", i / DIGITS, i % DIGITS);
        print_rect(name, matrix_cell(&matrix, i / DIGITS, i % DIGITS));
    }
}

static unsigned shown_bit(const char *word) {
    static const char *const words[] = {"training", "layers",  "why", "runs",
                                        "recipe",   "mistakes"}; /* in the order of their bits */
    for (unsigned i = 0; i < sizeof words / sizeof *words; i++)
        if (strcmp(word, words[i]) == 0)
            return 1u << i;
    return 0;
}

int main(int argc, char **argv) {
    if (argc < 3) {
        fprintf(
            stderr,
            "where WIDTH HEIGHT [SCALE [training] [layers] [why] [runs] [recipe] [mistakes]]\n");
        return 2;
    }
    struct font *font = NULL;
    struct nn_error err;
    if (text_create(&font, &err)) {
        fprintf(stderr, "where: %s\n", err.message);
        return 1;
    }
    float scale = argc > 3 ? strtof(argv[3], NULL) : 1;
    unsigned shown = argc > 3 ? 0 : LAYOUT_SHOW_TRAINING;
    for (int i = 4; i < argc; i++)
        shown |= shown_bit(argv[i]);
    struct layout layout = layout_make(atoi(argv[1]), atoi(argv[2]), scale, shown, DIGITS);
    for (int i = 0; i < LAYOUT_PLACES; i++)
        print_rect(place_names[i], layout.places[i]);
    for (int i = 0; i < DIGITS; i++) {
        char name[8];
        snprintf(name, sizeof name, "bar/%d", i);
        print_rect(name, layout_bar(&layout, i));
    }
    if (shown & LAYOUT_SHOW_RECIPE)
        print_recipe(&layout);
    if (shown & LAYOUT_SHOW_MISTAKES)
        print_matrix(&layout);
    for (int i = 0; i < MENU_COUNT; i++)
        print_menu(i, &layout, font);
    text_destroy(font);
    return 0;
}
