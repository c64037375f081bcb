#include "nn/version.h"

#define TEXT(number)                 #number
#define VERSION(major, minor, patch) TEXT(major) "." TEXT(minor) "." TEXT(patch)

const char *nn_version(void) {
    return VERSION(NN_VERSION_MAJOR, NN_VERSION_MINOR, NN_VERSION_PATCH);
}
