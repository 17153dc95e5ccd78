// SPDX-License-Identifier: Apache-2.0
/** Clients of a schema registry: over HTTP, in a file, or in memory. */
@NullMarked
package io.lethe.schemas.registry;

import org.jspecify.annotations.NullMarked;
