// SPDX-License-Identifier: Apache-2.0
/** What every service measures about itself, and how its own meters are declared. */
@NullMarked
package io.lethe.kit.metrics;

import org.jspecify.annotations.NullMarked;
