#include "app/ui/test_set/browse.h"

#include "app/ui/widgets/gallery.h"

enum { FAR = 10 }; /* test pictures that up and down go */

static const struct action nothing = {.kind = ACTION_NONE};

struct action browse_back(const struct app *app) {
    return (struct action){.kind = ACTION_VIEW,
                           .number = app->mistakes.opened ? APP_VIEW_MISTAKES : APP_VIEW_CANVAS};
}

struct action browse_next_filter(const struct app *app) {
    static const enum app_test_filter next[] = {
        [APP_TEST_ALL] = APP_TEST_WRONG,
        [APP_TEST_WRONG] = APP_TEST_RIGHT,
        [APP_TEST_RIGHT] = APP_TEST_ALL,
    };
    return (struct action){.kind = ACTION_TEST_FILTER, .number = (int)next[app->test_filter]};
}

bool browse_can_step(const struct app *app, int by) {
    struct app_test_place place = app_test_place(app);
    return by < 0 ? place.number > 1 : place.number < place.count;
}

/* How many drawings or pictures an arrow key goes on; 0 for other keys. */
static int arrow_step(const struct app *app, const struct layout *layout, const struct theme *theme,
                      int key) {
    bool drawings = app->view == APP_VIEW_COLLECTION;
    int row = drawings ? gallery_of(app, layout, theme).columns : FAR;
    switch (key) {
    case UI_KEY_LEFT:
        return -1;
    case UI_KEY_RIGHT:
        return 1;
    case UI_KEY_UP:
        return -row;
    case UI_KEY_DOWN:
        return row;
    default:
        return 0;
    }
}

struct action browse_key(const struct app *app, const struct layout *layout,
                         const struct theme *theme, const struct ui_event *event) {
    if ((app->view != APP_VIEW_COLLECTION && app->view != APP_VIEW_TEST_SET) || event->mods)
        return nothing;
    int step = arrow_step(app, layout, theme, event->key);
    if (step)
        return (struct action){.kind = ACTION_BROWSE, .number = step};
    if (event->key == UI_KEY_DELETE && app->view == APP_VIEW_COLLECTION)
        return (struct action){.kind = ACTION_REMOVE};
    if (event->key == UI_KEY_ENTER && app->view == APP_VIEW_COLLECTION)
        return (struct action){.kind = ACTION_EDIT};
    if (event->key == 'f' && app->view == APP_VIEW_TEST_SET)
        return browse_next_filter(app);
    return nothing;
}

struct action browse_wheel(const struct app *app, const struct layout *layout,
                           const struct theme *theme, int steps) {
    int row = app->view == APP_VIEW_COLLECTION ? gallery_of(app, layout, theme).columns : 1;
    return (struct action){.kind = ACTION_BROWSE, .number = -steps * row};
}

/* To the first drawing of the page before or after. */
static struct action turn(const struct gallery *gallery, int by) {
    int first = gallery_turn(gallery, by);
    return first < 0 ? nothing : (struct action){.kind = ACTION_PICK, .number = first};
}

struct action browse_press(const struct app *app, const struct layout *layout,
                           const struct theme *theme, const struct ui_event *event) {
    int x = (int)event->x, y = (int)event->y;
    if (app->view != APP_VIEW_COLLECTION)
        return nothing;
    struct gallery gallery = gallery_of(app, layout, theme);
    int index = gallery_at(&gallery, x, y);
    if (index >= 0)
        return (struct action){.kind = ACTION_PICK, .number = index};
    if (rect_contains(gallery.back, x, y))
        return turn(&gallery, -1);
    if (rect_contains(gallery.on, x, y))
        return turn(&gallery, 1);
    return nothing;
}
