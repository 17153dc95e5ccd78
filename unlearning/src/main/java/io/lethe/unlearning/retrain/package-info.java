/** Full retraining on the rows to keep. */
package io.lethe.unlearning.retrain;
