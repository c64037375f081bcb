/* Fuzzes checkpoints, from which training resumes. */
#include "nn/trainer.h"
#include "tests/fuzz/fuzz.h"

enum { SIDE = 4, PICTURES = 6 };

/* Has averaged weights and running statistics, so that everything a checkpoint can hold is
 * there. */
static struct nn_trainer *make_trainer(void) {
    static const uint8_t images[PICTURES * SIDE * SIDE] = {0}, labels[PICTURES] = {0};
    static struct nn_thread_pool *pool; /* shared by all inputs: it holds threads */
    const struct nn_dataset data = {images, labels, PICTURES, SIDE, SIDE, 3};
    struct nn_recipe recipe = nn_recipe_default();
    struct nn_spec spec;
    struct nn_trainer *trainer = NULL;
    struct nn_error err;
    recipe.batch_size = 2;
    recipe.epochs = 4;
    recipe.ema_decay = 0.9f;
    fuzz_expect(pool || nn_thread_pool_create(&pool, 1, &err) == NN_STATUS_OK, "there is a pool");
    fuzz_expect(nn_spec_parse(&spec, "conv2k3-bn-relu-flatten-dense3",
                              (struct nn_shape){SIDE, SIDE, 1}, &err) == NN_STATUS_OK &&
                    nn_trainer_create(&trainer, &spec, &recipe, &data, pool, &err) == NN_STATUS_OK,
                "there is a trainer");
    return trainer;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct nn_trainer *trainer = make_trainer();
    char note[NN_TRAINER_NOTE];
    struct nn_error err;
    enum nn_status status = nn_trainer_load(trainer, fuzz_file(data, size), note, &err);
    fuzz_expect_told(status, &err);
    long done = nn_trainer_steps_done(trainer), all = nn_trainer_step_count(trainer);
    fuzz_expect(done >= 0 && done <= all && (!status || done == 0), "the step is one of the run");
    if (!status && done < all)
        fuzz_expect(nn_trainer_step(trainer).step == done + 1, "it goes on");
    nn_trainer_destroy(trainer);
    return 0;
}
