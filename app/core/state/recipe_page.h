/* The page of the recipe: which of its lines is chosen, and what the augmentation makes of training
 * pictures. Owned by the main thread. */
#pragma once

#include "app/core/recipe/training_choice.h"
#include "app/core/training/preview.h"

/* All zero before it is opened. */
struct recipe_page {
    enum training_choice choice; /* the chosen line */
    struct preview preview;
    int round;       /* of the preview */
    char error[512]; /* why there is no preview; or "" */
};

void recipe_page_deinit(struct recipe_page *page);

/* Loads the pictures where there are none yet. Without them the rest of the page is of use. */
void recipe_page_open(struct recipe_page *page);

/* Draws the preview anew by the settings. */
void recipe_page_draw(struct recipe_page *page, const struct training_settings *settings);

void recipe_page_choose(struct recipe_page *page, int choice); /* brought within the lines */
void recipe_page_next_round(struct recipe_page *page);
