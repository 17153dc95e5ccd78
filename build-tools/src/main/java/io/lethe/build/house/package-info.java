// SPDX-License-Identifier: Apache-2.0
/**
 * Measures the sources of all modules, and holds them to the limits that CONTRIBUTING.md states.
 */
@NullMarked
package io.lethe.build.house;

import org.jspecify.annotations.NullMarked;
