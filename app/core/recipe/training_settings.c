#include <stdio.h>
#include <string.h>

#include "app/core/recipe/recipes.h"
#include "app/core/recipe/training_settings.h"

const char *training_recipe_name(int index) {
    const struct named_recipe *recipe = recipes_at(index);
    return recipe ? recipe->name : NULL;
}

const char *training_augmentation_name(int index) {
    const struct named_augmentation *augmentation = recipes_augmentation_at(index);
    return augmentation ? augmentation->name : NULL;
}

const char *training_optimizer_name(int index) {
    const struct named_optimizer *optimizer = recipes_optimizer_at(index);
    return optimizer ? optimizer->name : NULL;
}

const char *training_schedule_name(int index) {
    const struct named_schedule *schedule = recipes_schedule_at(index);
    return schedule ? schedule->name : NULL;
}

static enum nn_status unknown(struct nn_error *err, const char *kind, const char *name,
                              const char *(*name_at)(int)) {
    char names[RECIPES_NAMES];
    recipes_list_names(names, name_at);
    return nn_error_set(err, NN_STATUS_BAD_ARGUMENT, "there is no %s \"%.80s\": there are %s", kind,
                        name, names);
}

enum nn_status training_settings_from_recipe(struct training_settings *settings, const char *recipe,
                                             struct nn_error *err) {
    const struct named_recipe *found = recipes_find(recipe);
    if (!found)
        return unknown(err, "recipe", recipe, training_recipe_name);
    *settings = (struct training_settings){
        .epochs = found->recipe.epochs,
        .batch_size = found->recipe.batch_size,
        .learning_rate = found->recipe.learning_rate,
        .ink_pictures = found->ink_pictures,
        .none_fraction = found->none_fraction,
    };
    snprintf(settings->net, sizeof settings->net, "%s", found->net);
    snprintf(settings->recipe, sizeof settings->recipe, "%s", found->name);
    snprintf(settings->augmentation, sizeof settings->augmentation, "%s", found->augmentation);
    snprintf(settings->optimizer, sizeof settings->optimizer, "%s",
             recipes_optimizer_name(&found->recipe));
    snprintf(settings->schedule, sizeof settings->schedule, "%s",
             recipes_schedule_name(&found->recipe));
    return NN_STATUS_OK;
}

enum nn_status training_settings_change_recipe(struct training_settings *settings,
                                               const char *recipe, struct nn_error *err) {
    struct training_settings changed;
    enum nn_status status = training_settings_from_recipe(&changed, recipe, err);
    if (status)
        return status;
    changed.seed = settings->seed;
    changed.threads = settings->threads;
    *settings = changed;
    return NN_STATUS_OK;
}

static void take_optimizer(struct nn_recipe *recipe, const struct named_optimizer *optimizer) {
    if (recipe->optimizer == optimizer->kind)
        return;
    recipe->optimizer = optimizer->kind;
    recipe->momentum = optimizer->constants.momentum;
    recipe->beta1 = optimizer->constants.beta1;
    recipe->beta2 = optimizer->constants.beta2;
    recipe->epsilon = optimizer->constants.epsilon;
    recipe->weight_decay = optimizer->constants.weight_decay;
}

static void take_schedule(struct nn_recipe *recipe, const struct named_schedule *schedule) {
    if (recipe->schedule != schedule->kind)
        recipe->warmup = schedule->warmup;
    recipe->schedule = schedule->kind;
}

static enum nn_status take_names(struct nn_recipe *recipe, const struct training_settings *settings,
                                 struct nn_error *err) {
    const struct named_optimizer *optimizer = recipes_optimizer_find(settings->optimizer);
    const struct named_schedule *schedule = recipes_schedule_find(settings->schedule);
    if (!optimizer)
        return unknown(err, "optimiser", settings->optimizer, training_optimizer_name);
    if (!schedule)
        return unknown(err, "schedule", settings->schedule, training_schedule_name);
    take_optimizer(recipe, optimizer);
    take_schedule(recipe, schedule);
    return NN_STATUS_OK;
}

enum nn_status training_settings_recipe(const struct training_settings *settings,
                                        struct nn_recipe *recipe, struct nn_error *err) {
    const struct named_recipe *found = recipes_find(settings->recipe);
    const struct named_augmentation *augmentation =
        recipes_augmentation_find(settings->augmentation);
    if (!found)
        return unknown(err, "recipe", settings->recipe, training_recipe_name);
    if (!augmentation)
        return unknown(err, "augmentation", settings->augmentation, training_augmentation_name);
    if (!(settings->target >= 0 && settings->target <= 1))
        return nn_error_set(err, NN_STATUS_BAD_ARGUMENT,
                            "the target is %g: it is an accuracy, above 0 and at most 1",
                            settings->target);
    if (settings->ink_pictures < 0 || settings->ink_pictures > TRAINING_MAX_INK)
        return nn_error_set(err, NN_STATUS_BAD_ARGUMENT,
                            "there are to be %d pictures of ink: it can be 0 to %d",
                            settings->ink_pictures, TRAINING_MAX_INK);
    if (!(settings->none_fraction >= 0 && settings->none_fraction <= 1))
        return nn_error_set(err, NN_STATUS_BAD_ARGUMENT,
                            "the share of no digits in the ink is %g: it can be 0 to 1",
                            (double)settings->none_fraction);
    *recipe = found->recipe;
    recipe->epochs = settings->epochs;
    recipe->batch_size = settings->batch_size;
    recipe->learning_rate = settings->learning_rate;
    recipe->augmentation = augmentation->augmentation;
    recipe->seed = settings->seed;
    enum nn_status status = take_names(recipe, settings, err);
    return status ? status : nn_recipe_check(recipe, err);
}

enum nn_status training_settings_spec(const struct training_settings *settings,
                                      struct nn_spec *spec, struct nn_error *err) {
    const char *text = nn_spec_named(settings->net);
    if (!text && !strchr(settings->net, '-')) {
        char names[RECIPES_NAMES];
        recipes_list_names(names, nn_spec_name);
        return nn_error_set(err, NN_STATUS_BAD_ARGUMENT,
                            "there is no net \"%.80s\": there are %s, and layers joined by -, as "
                            "flatten-dense10",
                            settings->net, names);
    }
    return nn_spec_parse(spec, text ? text : settings->net, (struct nn_shape){28, 28, 1}, err);
}

enum nn_status training_settings_check(const struct training_settings *settings,
                                       struct nn_error *err) {
    struct nn_recipe recipe;
    struct nn_spec spec;
    enum nn_status status = training_settings_recipe(settings, &recipe, err);
    return status ? status : training_settings_spec(settings, &spec, err);
}

int training_settings_validation_count(int count) {
    return count / 10;
}
