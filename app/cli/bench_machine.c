/* The machine as the other figures need it: its name and what it can do at most. */
#include <stdio.h>
#include <string.h>
#include <sys/utsname.h>

#include "app/cli/bench.h"
#include "app/cli/timing.h"
#include "app/core/clock.h"
#include "nn/thread_pool.h"

/* The first "model name" of Linux's /proc/cpuinfo; elsewhere the architecture. */
static void find_processor(char *name, size_t room) {
    struct utsname machine;
    char line[256];
    snprintf(name, room, "%s", uname(&machine) < 0 ? "unknown" : machine.machine);
    FILE *file = fopen("/proc/cpuinfo", "r");
    while (file && fgets(line, sizeof line, file)) {
        char *colon = strchr(line, ':');
        if (colon && strncmp(line, "model name", 10) == 0) {
            snprintf(name, room, "%.*s", (int)strcspn(colon + 2, "\n"), colon + 2);
            break;
        }
    }
    if (file)
        fclose(file);
}

/* The best of several short runs: a peak is what the processor can do when nothing disturbs it. */
static double find_peak(const struct nn_kernels *kernels) {
    enum { RUNS = 400, ROUNDS = 1 << 16 };
    double best = 0;
    for (int i = 0; i < RUNS; i++) {
        float total;
        double start = clock_seconds();
        double operations = kernels->multiply_add(&total, 0.5f, 1, ROUNDS);
        double flops = operations / (clock_seconds() - start);
        best = flops > best ? flops : best;
    }
    return best;
}

void bench_machine_measure(struct bench_machine *machine) {
    find_processor(machine->processor, sizeof machine->processor);
    machine->kernels = nn_kernels_best();
    machine->threads = nn_processor_count();
    machine->peak_flops = find_peak(machine->kernels);
}
