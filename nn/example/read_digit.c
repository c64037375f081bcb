/* read_digit MODEL PICTURE: prints the probabilities of the ten digits for a picture of 28 x 28
 * bytes, 0 (paper) to 255 (ink). Build it: cc read_digit.c $(pkg-config --cflags --libs
 * inkling-nn) */
#include <stdio.h>

#include <nn/model_file.h>

enum { PIXELS = 28 * 28, DIGITS = 10 };

int main(int argc, char **argv) {
    struct nn_error err = {.message =
                               "usage: read_digit MODEL PICTURE, a picture of 28 x 28 bytes"};
    struct nn_model *model = NULL;
    struct nn_workspace *workspace = NULL;
    unsigned char pixels[PIXELS];
    float image[PIXELS], logits[NN_MAX_CLASSES], probabilities[DIGITS];
    FILE *picture = argc == 3 ? fopen(argv[2], "rb") : NULL;
    int good = picture && fread(pixels, 1, PIXELS, picture) == PIXELS &&
               !nn_model_open(&model, argv[1], &err);
    if (good && (nn_shape_size(nn_model_spec(model)->input) != PIXELS ||
                 nn_shape_size(nn_model_spec(model)->output) != DIGITS)) {
        fprintf(stderr, "%s does not read 28 x 28 pictures\n", argv[1]);
        good = 0;
    } else if (good && !nn_workspace_create(&workspace, nn_model_spec(model), 1, &err)) {
        nn_image_to_floats(pixels, PIXELS, image);
        nn_model_forward(model, workspace, image, 1, logits);
        nn_softmax(logits, DIGITS, probabilities);
        for (int digit = 0; digit < DIGITS; digit++)
            printf("%d %.4f\n", digit, (double)probabilities[digit]);
    } else {
        fprintf(stderr, "%s\n", err.message);
        good = 0;
    }
    nn_workspace_destroy(workspace);
    nn_model_release(model);
    if (picture)
        fclose(picture);
    return good ? 0 : 1;
}
