// SPDX-License-Identifier: Apache-2.0
package io.lethe.learning.training;

import java.time.Duration;

/**
 * One epoch: means over its passes, from before their updates.
 *
 * @param epoch counted from 0
 * @param loss mean loss
 * @param crossEntropy mean of its cross entropy part
 * @param distillation mean of its distillation part
 * @param duration wall-clock time
 */
public record EpochReport(
    int epoch, double loss, double crossEntropy, double distillation, Duration duration) {}
