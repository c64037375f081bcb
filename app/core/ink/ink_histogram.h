/* Histograms of levels, and the split of their values into dark and light. */
#pragma once

/* The two most distinct classes (Otsu 1979): the threshold is halfway between their means, and
 * distinctness is the standard deviation that the difference of the means causes by itself. With
 * one value only, both means are that value. */
struct ink_split {
    int threshold; /* values above it are light */
    double dark, light, distinctness;
};
struct ink_split ink_histogram_split(const double histogram[256]);

/* The smallest value with at least this fraction of the values from `first` to `last` up to it. */
int ink_histogram_quantile(const double histogram[256], int first, int last, double fraction);
