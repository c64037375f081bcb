#include "nn/formats/onnx_chain.h"

#include <string.h>

#include "nn/formats/onnx_activation.h"
#include "nn/formats/onnx_fold.h"
#include "nn/formats/onnx_quantized.h"

/* Old files list their weights among the inputs. */
static const Onnx__ValueInfoProto *find_input(const struct nn_onnx_file *file, const char *value) {
    if (nn_onnx_constant(file, value))
        return NULL;
    for (size_t i = 0; i < file->graph->n_input; i++) {
        const Onnx__ValueInfoProto *input = file->graph->input[i];
        if (input->name && strcmp(input->name, value) == 0)
            return input;
    }
    return NULL;
}

/* These take the picture on either side. */
static bool is_arithmetic(const Onnx__NodeProto *node) {
    return nn_onnx_is(node, "Add") || nn_onnx_is(node, "Mul") || nn_onnx_is(node, "Sub") ||
           nn_onnx_is(node, "Div");
}

/* True if two inputs are computed: it joins branches, unless both together are an activation. */
static bool branches(const struct nn_onnx_file *file, const Onnx__NodeProto *node) {
    return is_arithmetic(node) && !nn_onnx_constant(file, nn_onnx_input(node, 0)) &&
           !nn_onnx_constant(file, nn_onnx_input(node, 1));
}

/* Says where the way ends: nothing makes the value, or a node's second output does. */
static enum nn_status refuse_value(const struct nn_onnx_file *file, const char *value,
                                   struct nn_error *err) {
    char shown[NN_ONNX_SHOWN];
    const struct nn_onnx_source *source = nn_onnx_index_find(file->index, value);
    nn_onnx_show(shown, value);
    if (source && source->node && source->output > 0)
        return nn_onnx_refuse(file, source->node, err,
                              "gives the network its output number %zu, \"%s\": only a node's "
                              "first output can be followed",
                              source->output + 1, shown);
    return nn_onnx_refuse(file, NULL, err, "no node makes its value \"%s\"", shown);
}

/* What a node does: its steps, the last first, and the value before them. For an Add that joins
 * branches that is its first input. */
struct move {
    struct nn_onnx_step steps[2];
    int count;
    const char *value;
};

/* One step, or two if the node does the work of two. */
static enum nn_status move_of(struct move *move, const struct nn_onnx_file *file,
                              const Onnx__NodeProto *node, struct nn_error *err) {
    const Onnx__NodeProto *product, *rounding;
    *move = (struct move){.count = 0};
    enum nn_status status = nn_onnx_product_of(file, node, &product, &rounding, err);
    if (status)
        return status;
    if (rounding)
        move->steps[move->count++] = (struct nn_onnx_step){.node = rounding};
    struct nn_onnx_step *step = &move->steps[move->count++];
    *step = (struct nn_onnx_step){.node = product ? product : node};
    if (!product && nn_onnx_activation_of(file, node, &move->value, step->activation))
        return NN_STATUS_OK;
    step->activation[0] = '\0';
    if (!product && is_arithmetic(node) && nn_onnx_constant(file, nn_onnx_input(node, 0)))
        step->input = 1;
    if (!product && branches(file, node))
        step->mark = ']';
    move->value = nn_onnx_input(step->node, step->input);
    return NN_STATUS_OK;
}

/* The values on a way back from one, through the first of all branches, the nearest first. */
struct way {
    const char *values[NN_ONNX_CHAIN];
    int count;
};

static void way_from(struct way *way, const struct nn_onnx_file *file, const char *value) {
    struct move move = {.value = value};
    const Onnx__NodeProto *node;
    way->count = 0;
    do {
        way->values[way->count++] = move.value;
        node = nn_onnx_maker(file, move.value);
    } while (node && way->count < NN_ONNX_CHAIN && !move_of(&move, file, node, NULL));
}

/* The nearest value that leads to both, or NULL. */
static const char *fork_of(const struct nn_onnx_file *file, const char *a, const char *b) {
    struct way first, second;
    way_from(&first, file, a);
    way_from(&second, file, b);
    for (int i = 0; i < first.count; i++)
        for (int j = 0; j < second.count; j++)
            if (strcmp(first.values[i], second.values[j]) == 0)
                return first.values[i];
    return NULL;
}

static enum nn_status add_step(struct nn_onnx_chain *chain, const struct nn_onnx_file *file,
                               struct nn_onnx_step step, struct nn_error *err) {
    if (chain->first == 0)
        return nn_onnx_refuse(file, NULL, err, "more than %d nodes follow one another",
                              NN_ONNX_CHAIN);
    chain->steps[--chain->first] = step;
    return NN_STATUS_OK;
}

static enum nn_status follow(struct nn_onnx_chain *chain, const struct nn_onnx_file *file,
                             const char *value, const char *end, struct nn_error *err);

/* Adds both branches that the node joins and the marks around them; *value becomes their fork. A
 * branch without steps needs no mark. */
static enum nn_status add_branches(struct nn_onnx_chain *chain, const struct nn_onnx_file *file,
                                   const Onnx__NodeProto *node, const char **value,
                                   struct nn_error *err) {
    const char *a = nn_onnx_input(node, 0), *b = nn_onnx_input(node, 1);
    const char *fork = nn_onnx_is(node, "Add") ? fork_of(file, a, b) : NULL;
    if (!fork || strcmp(a, b) == 0)
        return nn_onnx_refuse(file, node, err,
                              "joins two branches: only an Add of two that begin at one value can "
                              "be read");
    bool a_is_fork = strcmp(a, fork) == 0;
    enum nn_status status =
        add_step(chain, file, (struct nn_onnx_step){.node = node, .mark = ']'}, err);
    if (!status && strcmp(b, fork) != 0)
        status = follow(chain, file, b, fork, err);
    if (!status && strcmp(b, fork) != 0 && !a_is_fork)
        status = add_step(chain, file, (struct nn_onnx_step){.node = node, .mark = '+'}, err);
    if (!status && !a_is_fork)
        status = follow(chain, file, a, fork, err);
    *value = fork;
    return status ? status
                  : add_step(chain, file, (struct nn_onnx_step){.node = node, .mark = '['}, err);
}

/* Adds the steps before value, the last first, back to `end` or, if that is NULL, to an input. */
static enum nn_status follow(struct nn_onnx_chain *chain, const struct nn_onnx_file *file,
                             const char *value, const char *end, struct nn_error *err) {
    enum nn_status status = NN_STATUS_OK;
    while (!status && !(end && strcmp(value, end) == 0)) {
        struct move move;
        chain->input = find_input(file, value);
        if (chain->input && !end)
            return NN_STATUS_OK;
        const Onnx__NodeProto *node = nn_onnx_maker(file, value);
        if (!node)
            return refuse_value(file, value, err);
        status = move_of(&move, file, node, err);
        if (!status && move.steps[0].mark == ']') {
            status = add_branches(chain, file, node, &value, err);
            continue;
        }
        for (int i = 0; i < move.count && !status; i++)
            status = add_step(chain, file, move.steps[i], err);
        value = move.value;
    }
    return status;
}

enum nn_status nn_onnx_chain_of(struct nn_onnx_chain *chain, const struct nn_onnx_file *file,
                                struct nn_error *err) {
    chain->first = NN_ONNX_CHAIN;
    return follow(chain, file, file->graph->output[0]->name, NULL, err);
}
