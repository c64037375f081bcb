#pragma once

/* One point of the graphs. Values that were not measured at this point are NaN. */
struct training_point {
    double epoch; /* fractional */
    double train_loss, train_accuracy, val_loss, val_accuracy;
};
