#include "app/core/reading/model_classes.h"

#define KEY "classes"

struct class_set model_classes(const struct nn_model *model) {
    int outputs = (int)nn_shape_size(nn_model_spec(model)->output);
    const char *names = nn_model_metadata_value(model, KEY);
    struct class_set named;
    if (names && class_set_from_json(&named, names) && named.count == outputs)
        return named;
    return class_set_numbers(0, outputs);
}

enum nn_status model_classes_annotate(struct nn_model *model, const struct class_set *classes,
                                      struct nn_error *err) {
    char text[CLASS_SET_TEXT];
    const struct nn_metadata line = {KEY, text};
    class_set_to_json(classes, text);
    return nn_model_annotate(model, &line, 1, err);
}
