/* The recipe: a line for each choice, marked if it differs from the recipe, and the consequences;
 * beside them training pictures as the network would see them, each with its label. */
#include <stdio.h>
#include <string.h>

#include "app/ui/paint/number_text.h"
#include "app/ui/paint/text_lines.h"
#include "app/ui/recipe/recipe_layout.h"
#include "app/ui/view.h"

enum { MARK = 8, PADDING = 8 };

/* A line as it is painted. */
struct line {
    enum training_choice choice;
    struct text_style style;
    bool selected, locked; /* locked: a training is under way */
};

static struct rect part_of(const struct scene *scene, const struct line *line,
                           enum recipe_part part) {
    return recipe_part_rect(&scene->ui->layout, line->choice, part);
}

static void paint_title(struct scene *scene, const struct line *line) {
    struct rect rect = part_of(scene, line, RECIPE_TITLE);
    if (training_choice_is_changed(&scene->app->trainer.settings, line->choice))
        paint_disc(&scene->painter, (float)rect.x + (MARK + 1) * scene->theme->scale,
                   (float)rect.y + 0.5f * (float)rect.h, 2.5f * scene->theme->scale,
                   scene->theme->validation);
    rect_cut_left(&rect, view_px(scene, 2 * MARK));
    paint_text(&scene->painter, rect, training_setting(line->choice)->title, line->style,
               TEXT_LEFT);
}

static void paint_arrow(struct scene *scene, const struct line *line, enum recipe_part part) {
    const struct theme *theme = scene->theme;
    int direction = part == RECIPE_ON ? 1 : -1;
    struct rect rect = part_of(scene, line, part);
    struct recipe_hit hit = recipe_hovered(scene->ui);
    struct training_settings settings = scene->app->trainer.settings; /* those after the step */
    bool enabled = !line->locked && training_choice_step(&settings, line->choice, direction);
    bool over = hit.choice == line->choice && hit.part == part && scene->ui->menu.open < 0;
    bool held = over && line->selected && scene->ui->recipe_pressed == (int)part;
    if (over && enabled)
        paint_rounded(&scene->painter, rect_inset(rect, view_px(scene, 1)), view_px(scene, 4),
                      color_mix(theme->panel, theme->ink, held ? 0.2f : 0.1f));
    view_step_arrow(scene, rect, direction,
                    enabled ? theme->ink : color_mix(theme->panel, theme->quiet, 0.35f));
}

static void paint_value(struct scene *scene, const struct line *line) {
    char text[TRAINING_CHOICE_TEXT];
    struct text_style style = line->style;
    training_choice_text(&scene->app->trainer.settings, line->choice, text);
    style.weight = line->selected ? FONT_BOLD : FONT_REGULAR;
    paint_arrow(scene, line, RECIPE_BACK);
    paint_text(&scene->painter, part_of(scene, line, RECIPE_VALUE), text, style, TEXT_CENTER);
    paint_arrow(scene, line, RECIPE_ON);
}

/* The usual value; pressing it brings that back. */
static void paint_note(struct scene *scene, const struct line *line) {
    const struct training_settings *settings = &scene->app->trainer.settings;
    struct training_settings usual = training_choice_usual(settings);
    struct rect rect = part_of(scene, line, RECIPE_NOTE);
    struct recipe_hit hit = recipe_hovered(scene->ui);
    bool over = hit.choice == line->choice && hit.part == RECIPE_NOTE && !line->locked;
    char value[TRAINING_CHOICE_TEXT], text[VIEW_MAX_TEXT];
    if (rect.w == 0 || !training_choice_is_changed(settings, line->choice))
        return;
    training_choice_text(&usual, line->choice, value);
    if (line->choice == TRAINING_CHOICE_THREADS)
        snprintf(value, sizeof value, "all");
    if (line->choice == TRAINING_CHOICE_RECIPE)
        snprintf(text, sizeof text, "reset");
    else
        snprintf(text, sizeof text, "%s: %.100s",
                 training_setting(line->choice)->in_recipe ? settings->recipe : "usual", value);
    view_text(scene, rect, text, over ? scene->theme->ink : scene->theme->quiet, TEXT_LEFT);
}

static void paint_line_of(struct scene *scene, enum training_choice choice) {
    const struct theme *theme = scene->theme;
    bool wide = recipe_is_wide(&scene->ui->layout), locked = app_is_training(scene->app);
    struct line line = {.choice = choice,
                        .style = view_style(scene, wide ? TYPE_BODY : TYPE_SMALL, FONT_REGULAR,
                                            locked ? theme->quiet : theme->ink),
                        .selected = choice == scene->app->recipe.choice,
                        .locked = locked};
    struct rect rect = recipe_line(&scene->ui->layout, choice);
    if (line.selected)
        view_selected(scene, rect);
    paint_title(scene, &line);
    if (line.selected && scene->ui->edit.open) {
        view_field(scene, part_of(scene, &line, RECIPE_FIELD), &scene->ui->edit, line.style,
                   recipe_typed_well(scene->ui, scene->app, NULL));
        return;
    }
    paint_value(scene, &line);
    paint_note(scene, &line);
}

/* Help while typing: the error so far, alone where there is little space, or how to end it. */
static void typing_text(const struct scene *scene, struct rect space, char text[TEXT_LINES_TEXT]) {
    struct nn_error err;
    snprintf(text, TEXT_LINES_TEXT, "Enter accepts it, Esc restores the old value.");
    if (recipe_typed_well(scene->ui, scene->app, &err))
        return;
    snprintf(text, TEXT_LINES_TEXT, "Not yet: %.480s", err.message);
    bool one_line = space.h < 2 * view_px(scene, TEXT_LINES_SPACING);
    if (one_line && view_text_width(scene, text) > space.w)
        snprintf(text, TEXT_LINES_TEXT, "%s", err.message);
}

static void steps_text(const struct training_outlook *outlook, char text[VIEW_MAX_TEXT]) {
    struct number_text all = number_text_grouped(outlook->steps);
    if (outlook->steps == outlook->steps_per_epoch)
        snprintf(text, VIEW_MAX_TEXT, "%s steps", all.text);
    else
        snprintf(text, VIEW_MAX_TEXT, "%s steps per epoch, %s in all",
                 number_text_grouped(outlook->steps_per_epoch).text, all.text);
}

static void pictures_text(const struct training_outlook *outlook, int ink,
                          char text[VIEW_MAX_TEXT]) {
    struct number_text all = number_text_grouped(outlook->pictures);
    if (ink > 0)
        snprintf(text, VIEW_MAX_TEXT, "%s pictures, %s of them drawn by Inkling", all.text,
                 number_text_grouped(ink).text);
    else
        snprintf(text, VIEW_MAX_TEXT, "%s pictures", all.text);
}

/* The consequences of the choices, in one line or more. Without the pictures, the number of steps
 * is unknown. */
static void outlook_text(const struct scene *scene, const struct training_outlook *outlook,
                         bool one_line, char text[TEXT_LINES_TEXT]) {
    char steps[VIEW_MAX_TEXT], pictures[VIEW_MAX_TEXT];
    struct number_text parameters = number_text_grouped((long)outlook->parameters);
    steps_text(outlook, steps);
    pictures_text(outlook, scene->app->trainer.settings.ink_pictures, pictures);
    if (scene->app->recipe.preview.data_count == 0)
        snprintf(text, TEXT_LINES_TEXT, "%s parameters.", parameters.text);
    else if (one_line)
        snprintf(text, TEXT_LINES_TEXT, "%s parameters, %s", parameters.text, steps);
    else
        snprintf(text, TEXT_LINES_TEXT, "%s parameters. %s: %s.", parameters.text, pictures, steps);
}

static void paint_facts(struct scene *scene) {
    const struct app *app = scene->app;
    struct rect facts = scene->ui->layout.places[LAYOUT_RECIPE_FACTS];
    int padding = view_px(scene, PADDING), spacing = view_px(scene, TEXT_LINES_SPACING);
    int left = view_px(scene, 2 * MARK);
    struct rect space = {facts.x + left, facts.y, facts.w - left - padding, facts.h};
    struct training_outlook outlook;
    const struct text_style ink = view_small(scene, scene->theme->ink);
    const struct text_style quiet = view_small(scene, scene->theme->quiet);
    char text[TEXT_LINES_TEXT];
    if (facts.h >= 3 * spacing) {
        paint_fill(&scene->painter, (struct rect){facts.x, facts.y, facts.w, 1},
                   scene->theme->line);
        rect_cut_top(&space, padding / 2);
    }
    if (scene->ui->edit.open) {
        typing_text(scene, space, text);
        view_lines(scene, &space, text, ink, false);
    } else if (app_is_training(app)) {
        view_lines(scene, &space, "Locked until the training ends.", quiet, false);
    }
    if (training_choice_outlook(&outlook, &app->trainer.settings, app->recipe.preview.data_count,
                                NULL))
        return;
    outlook_text(scene, &outlook, space.h < 2 * spacing, text);
    view_lines(scene, &space, text, quiet, false);
    view_lines(scene, &space, outlook.spec.text, quiet, true);
    view_lines(scene, &space, "Arrow keys select and change, Enter edits, Del resets.", quiet,
               true);
}

/* The long text, or the short one where only that fits. */
static void paint_words(struct scene *scene, struct rect rect) {
    const char *augmentation = scene->app->trainer.settings.augmentation;
    bool none = strcmp(augmentation, "none") == 0;
    char text[VIEW_MAX_TEXT];
    if (none)
        snprintf(text, sizeof text, "Training pictures as they are");
    else
        snprintf(text, sizeof text, "Training pictures, %s augmentation", augmentation);
    if (!none && view_text_width(scene, text) > rect.w)
        snprintf(text, sizeof text, "Augmentation: %s", augmentation);
    view_text(scene, rect, text, scene->theme->quiet, TEXT_LEFT);
}

static void paint_pictures(struct scene *scene) {
    const struct preview *preview = &scene->app->recipe.preview;
    struct preview_grid grid = preview_grid_of(&scene->ui->layout);
    paint_words(scene, grid.words);
    for (int i = 0; i < preview->count && i < grid.columns * grid.rows; i++) {
        struct rect picture = preview_grid_picture(&grid, i);
        struct rect label = {picture.x, picture.y + picture.h, picture.w, grid.label};
        const char *name = class_set_name(&preview->data.classes, preview->labels[i]);
        view_thumbnail(scene, picture, preview->pictures[i], false);
        view_text(scene, label, name, scene->theme->ink, TEXT_CENTER);
    }
}

static void paint_preview(struct scene *scene) {
    struct rect area = scene->ui->layout.places[LAYOUT_RECIPE_PREVIEW];
    struct rect inside = rect_inset(area, view_px(scene, PADDING));
    paint_fill(&scene->painter, area, scene->theme->panel);
    if (scene->app->recipe.preview.count > 0)
        paint_pictures(scene);
    else
        view_lines(scene, &inside, scene->app->recipe.error, view_small(scene, scene->theme->quiet),
                   false);
}

void view_recipe(struct scene *scene) {
    const struct layout *layout = &scene->ui->layout;
    struct rect list = layout->places[LAYOUT_RECIPE_LIST];
    struct rect facts = layout->places[LAYOUT_RECIPE_FACTS];
    if (list.w == 0)
        return;
    paint_fill(&scene->painter, (struct rect){list.x, list.y, list.w, list.h + facts.h},
               scene->theme->panel);
    for (int i = 0; i < TRAINING_CHOICES; i++)
        paint_line_of(scene, (enum training_choice)i);
    paint_facts(scene);
    view_focus(scene, LAYOUT_RECIPE_LIST, 0);
    paint_preview(scene);
}
