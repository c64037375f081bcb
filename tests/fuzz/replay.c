/* The main function of a fuzz target without libFuzzer: replays all files of the given folders. */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "nn/file.h"
#include "tests/fuzz/fuzz.h"

enum { MAX_FILE = 1 << 24 };

static int replay(const char *path) {
    void *data = NULL;
    size_t size = 0;
    struct nn_error err;
    if (nn_file_read(&data, &size, path, MAX_FILE, &err)) {
        fprintf(stderr, "%s\n", err.message);
        return 0;
    }
    /* The block has exactly the file's size, so that the sanitizer sees any access beyond it. */
    uint8_t *exact = malloc(size + (size == 0));
    fuzz_expect(exact != NULL, "there is memory for a seed");
    memcpy(exact, data, size);
    printf("%s\n", path);
    fflush(stdout); /* if the process aborts, the last line names the file */
    LLVMFuzzerTestOneInput(exact, size);
    free(exact);
    free(data);
    return 1;
}

static int replay_folder(const char *path) {
    DIR *folder = opendir(path);
    int count = 0;
    for (struct dirent *entry; folder && (entry = readdir(folder));) {
        char file[4096];
        if (entry->d_name[0] == '.')
            continue;
        snprintf(file, sizeof file, "%s/%s", path, entry->d_name);
        if (!replay(file))
            return 0;
        count++;
    }
    if (folder)
        closedir(folder);
    return count;
}

int main(int argc, char **argv) {
    for (int i = 1; i < argc; i++)
        if (replay_folder(argv[i]) == 0) {
            fprintf(stderr, "%s has no files that can be replayed\n", argv[i]);
            return 1;
        }
    return argc < 2;
}
