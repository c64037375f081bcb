/* The places of menus, measured by their words. */
#include <assert.h>
#include <string.h>

#include "app/core/base/clamp.h"
#include "app/ui/menu/menu.h"

enum {
    TITLE_PADDING = 10,
    ROW_HEIGHT = 24,
    MIN_ROW_HEIGHT = 18,
    SEPARATOR_HEIGHT = 9,
    POPUP_PADDING = 4,
    SHORTCUT_GAP = 24,
};

/* row: the height in pixels of a line with words. */
struct measure {
    const struct layout *layout;
    const struct app *app;
    struct font *font;
    int row;
};

static int width_of(const struct measure *measure, const char *text) {
    return text_width(measure->font, text, layout_px(measure->layout, TYPE_BODY), FONT_REGULAR);
}

static void measure_titles(struct menu_geometry *geometry, const struct measure *measure) {
    struct rect bar = measure->layout->places[LAYOUT_MENU_BAR];
    int padding = layout_px(measure->layout, TITLE_PADDING);
    /* The first title's words begin where the content does. */
    int x = max_int(measure->layout->places[LAYOUT_BRUSH].x - padding, 0);
    for (int i = 0; i < MENU_COUNT; i++) {
        int width = width_of(measure, menus[i].title) + 2 * padding;
        geometry->titles[i] = (struct rect){x, bar.y, width, bar.h};
        x += width;
    }
}

/* Moves a popup into the window; one that is larger starts at its top left. */
static struct rect keep_inside(struct rect rect, const struct layout *layout) {
    rect.x = max_int(min_int(rect.x, layout->width - rect.w), 0);
    rect.y = max_int(min_int(rect.y, layout->height - rect.h), 0);
    return rect;
}

/* In a low window the rows of a long menu move closer together, so that it fits below its title. */
static int row_height(const struct layout *layout, const struct menu *menu) {
    int rows = 0, space = layout->height - layout->places[LAYOUT_MENU_BAR].h;
    for (int i = 0; i < menu->count; i++)
        rows += menu->entries[i].label != NULL;
    space -= 2 * layout_px(layout, POPUP_PADDING);
    space -= (menu->count - rows) * layout_px(layout, SEPARATOR_HEIGHT);
    assert(rows > 0); /* no menu is empty */
    return clamp_int(space / rows, layout_px(layout, MIN_ROW_HEIGHT),
                     layout_px(layout, ROW_HEIGHT));
}

static int entry_height(const struct measure *measure, const struct menu_entry *entry) {
    return entry->label ? measure->row : layout_px(measure->layout, SEPARATOR_HEIGHT);
}

static int widest_choice(const struct measure *measure, const struct menu_entry *entry) {
    int widest = 0;
    for (int i = 0; i < menu_choice_count(entry, measure->app); i++) {
        char label[MENU_MAX_LABEL];
        menu_choice_label(entry, i, measure->app, label);
        widest = max_int(widest, width_of(measure, label));
    }
    return widest;
}

/* Space after an entry's label: for its shortcut, or for the current value and an arrow. */
static int width_beside(const struct measure *measure, const struct menu_entry *entry) {
    char shortcut[MENU_MAX_LABEL];
    menu_entry_shortcut(entry, shortcut);
    int width = width_of(measure, shortcut), gap = layout_px(measure->layout, SHORTCUT_GAP);
    if (entry->choices != MENU_CHOICES_NONE) {
        int value = entry->choices == MENU_CHOICES_RECENT ? 0 : widest_choice(measure, entry);
        width = max_int(width, value) + layout_px(measure->layout, MENU_ARROW_WIDTH);
    }
    return width > 0 ? width + gap : 0;
}

static struct rect popup_size(const struct measure *measure, const struct menu *menu) {
    struct rect popup = {0, 0, 0, 2 * layout_px(measure->layout, POPUP_PADDING)};
    for (int i = 0; i < menu->count; i++) {
        const struct menu_entry *entry = &menu->entries[i];
        popup.h += entry_height(measure, entry);
        if (!entry->label)
            continue;
        popup.w = max_int(popup.w, width_of(measure, entry->label) + width_beside(measure, entry));
    }
    popup.w += layout_px(measure->layout, MENU_MARK_WIDTH + MENU_END_PADDING);
    return popup;
}

/* Under the menu's title, or under or over the settings. */
static struct rect place_popup(struct rect popup, struct rect title, bool at_settings,
                               const struct layout *layout) {
    struct rect settings = layout->places[LAYOUT_SETTINGS];
    struct rect by = at_settings && settings.w > 0 ? settings : title;
    bool below = by.y + by.h + popup.h <= layout->height || !at_settings;
    popup.x = by.x;
    popup.y = below ? by.y + by.h : by.y - popup.h;
    return keep_inside(popup, layout);
}

static void measure_popup(struct menu_geometry *geometry, const struct menu_state *state,
                          const struct measure *measure) {
    const struct menu *menu = &menus[state->open];
    struct rect popup = place_popup(popup_size(measure, menu), geometry->titles[state->open],
                                    state->at_settings, measure->layout);
    geometry->popup = popup;
    int y = popup.y + layout_px(measure->layout, POPUP_PADDING);
    for (int i = 0; i < menu->count; i++) {
        int height = entry_height(measure, &menu->entries[i]);
        geometry->entries[i] = (struct rect){popup.x, y, popup.w, height};
        y += height;
    }
}

static void measure_sub(struct menu_geometry *geometry, const struct menu_state *state,
                        const struct measure *measure) {
    const struct menu_entry *entry = &menus[state->open].entries[state->entry];
    int row = measure->row, count = menu_choice_count(entry, measure->app);
    int padding = layout_px(measure->layout, POPUP_PADDING);
    int width = widest_choice(measure, entry) +
                layout_px(measure->layout, MENU_MARK_WIDTH + MENU_END_PADDING);
    struct rect popup = geometry->popup;
    bool right = popup.x + popup.w + width <= measure->layout->width;
    struct rect sub = {right ? popup.x + popup.w : popup.x - width,
                       geometry->entries[state->entry].y - padding, width,
                       count * row + 2 * padding};
    geometry->sub = sub = keep_inside(sub, measure->layout);
    for (int i = 0; i < count; i++)
        geometry->choices[i] = (struct rect){sub.x, sub.y + padding + i * row, sub.w, row};
}

void menu_measure(struct menu_geometry *geometry, const struct menu_state *state,
                  const struct layout *layout, const struct app *app, struct font *font) {
    struct measure measure = {.layout = layout, .app = app, .font = font};
    memset(geometry, 0, sizeof *geometry);
    measure_titles(geometry, &measure);
    if (state->open < 0)
        return;
    measure.row = row_height(layout, &menus[state->open]);
    measure_popup(geometry, state, &measure);
    if (state->entry >= 0 && state->sub_open)
        measure_sub(geometry, state, &measure);
}
