// SPDX-License-Identifier: Apache-2.0
/**
 * The registry's pure domain: a model's state folded from its events, and the decisions that make
 * new events. Nothing here does I/O.
 */
@NullMarked
package io.lethe.registry.model;

import org.jspecify.annotations.NullMarked;
