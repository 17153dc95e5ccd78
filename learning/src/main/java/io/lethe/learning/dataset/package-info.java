/** Decoded images and their index: rows, labels, splits and owners. */
package io.lethe.learning.dataset;
