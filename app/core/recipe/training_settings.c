#include "app/core/recipe/training_settings.h"

#include <assert.h>
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "app/core/base/class_set.h"
#include "app/core/data/data_preparation.h"
#include "app/core/ink/ink.h"
#include "app/core/recipe/training_table.h"

static enum nn_status unknown(struct nn_error *err, enum training_choice choice, const char *name) {
    const struct training_setting *setting = training_setting(choice);
    char names[RECIPES_NAMES];
    recipes_list_names(names, setting->name_at);
    return nn_error_set(
        err, NN_STATUS_BAD_ARGUMENT, "there is no %c%s \"%.80s\": choose from %s%s",
        tolower(setting->title[0]), setting->title + 1, name, names,
        choice == TRAINING_CHOICE_NET ? ", and layers joined by -, such as flatten-dense10" : "");
}

enum nn_status training_settings_from_recipe(struct training_settings *settings, const char *recipe,
                                             struct nn_error *err) {
    const struct named_recipe *found = recipes_find(RECIPES_WHOLE, recipe);
    if (!found)
        return unknown(err, TRAINING_CHOICE_RECIPE, recipe);
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
    snprintf(settings->optimizer, sizeof settings->optimizer, "%s", found->optimizer);
    snprintf(settings->schedule, sizeof settings->schedule, "%s", found->schedule);
    return NN_STATUS_OK;
}

static void set_constants(struct nn_recipe *recipe, const struct nn_recipe *constants) {
    recipe->momentum = constants->momentum;
    recipe->beta1 = constants->beta1;
    recipe->beta2 = constants->beta2;
    recipe->epsilon = constants->epsilon;
    recipe->weight_decay = constants->weight_decay;
}

/* A network's name is looked up when its spec is parsed, a folder when it is read. */
static enum nn_status check_setting(const struct training_settings *settings,
                                    enum training_choice choice, struct nn_error *err) {
    const struct training_setting *setting = training_setting(choice);
    char value[NN_MAX_SPEC_TEXT], range[FIELD_RANGE];
    field_text(&setting->field, settings, value, sizeof value);
    field_range(&setting->field, range);
    if (!field_is_valid(&setting->field, settings))
        return nn_error_set(err, NN_STATUS_BAD_ARGUMENT, "%s: %s is not %s", setting->title, value,
                            range);
    if (choice == TRAINING_CHOICE_PREPARE) {
        struct data_preparation preparation;
        return data_preparation_parse(&preparation, value, err);
    }
    if (choice != TRAINING_CHOICE_NET && setting->name_at &&
        recipes_index(setting->name_at, value) < 0)
        return unknown(err, choice, value);
    return NN_STATUS_OK;
}

static void fill_recipe(const struct training_settings *settings, struct nn_recipe *recipe) {
    const struct named_recipe *found = recipes_find(RECIPES_WHOLE, settings->recipe);
    const struct named_recipe *augmentation =
        recipes_find(RECIPES_AUGMENTATION, settings->augmentation);
    const struct named_recipe *optimizer = recipes_find(RECIPES_OPTIMIZER, settings->optimizer);
    const struct named_recipe *schedule = recipes_find(RECIPES_SCHEDULE, settings->schedule);
    assert(found && augmentation && optimizer && schedule);
    *recipe = found->recipe;
    recipe->epochs = settings->epochs;
    recipe->batch_size = settings->batch_size;
    recipe->learning_rate = settings->learning_rate;
    recipe->augmentation = augmentation->recipe.augmentation;
    recipe->seed = settings->seed;
    recipe->optimizer = optimizer->recipe.optimizer;
    if (strcmp(settings->optimizer, found->optimizer) != 0)
        set_constants(recipe, &optimizer->recipe);
    recipe->schedule = schedule->recipe.schedule;
    if (strcmp(settings->schedule, found->schedule) != 0)
        recipe->warmup = schedule->recipe.warmup;
}

enum nn_status training_settings_recipe(const struct training_settings *settings,
                                        struct nn_recipe *recipe, struct nn_error *err) {
    for (enum training_choice i = 0; i < TRAINING_SETTINGS; i++) {
        enum nn_status status = check_setting(settings, i, err);
        if (status)
            return status;
    }
    fill_recipe(settings, recipe);
    return nn_recipe_check(recipe, err);
}

int training_settings_classes(const struct training_settings *settings) {
    return settings->classes ? settings->classes : class_set_digits()->count;
}

enum nn_status training_settings_spec(const struct training_settings *settings,
                                      struct nn_spec *spec, struct nn_error *err) {
    char named[NN_MAX_SPEC_TEXT];
    const char *text = nn_spec_named_for(named, settings->net, training_settings_classes(settings));
    if (!text && !strchr(settings->net, '-'))
        return unknown(err, TRAINING_CHOICE_NET, settings->net);
    return nn_spec_parse(spec, text ? text : settings->net,
                         (struct nn_shape){INK_SIDE, INK_SIDE, 1}, err);
}

enum nn_status training_settings_check(const struct training_settings *settings,
                                       struct nn_error *err) {
    struct nn_recipe recipe;
    struct nn_spec spec;
    enum nn_status status = training_settings_recipe(settings, &recipe, err);
    return status ? status : training_settings_spec(settings, &spec, err);
}

bool training_settings_train_the_same(const struct training_settings *a,
                                      const struct training_settings *b) {
    char first[FILES_MAX_PATH], second[FILES_MAX_PATH];
    for (enum training_choice i = 0; i < TRAINING_SETTINGS; i++) {
        field_text(&training_setting(i)->field, a, first, sizeof first);
        field_text(&training_setting(i)->field, b, second, sizeof second);
        if (i != TRAINING_CHOICE_THREADS && strcmp(first, second) != 0)
            return false;
    }
    return true;
}

int training_settings_validation_count(int count) {
    return count / 10;
}
