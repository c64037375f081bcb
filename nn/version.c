#include "nn/version.h"

const char *nn_version(void) {
    return NN_VERSION;
}
