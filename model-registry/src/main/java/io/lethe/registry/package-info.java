// SPDX-License-Identifier: Apache-2.0
/**
 * The model registry: decides which candidate becomes a version, keeps versions and lineage, and
 * serves only what was verified.
 */
@NullMarked
package io.lethe.registry;

import org.jspecify.annotations.NullMarked;
