// SPDX-License-Identifier: Apache-2.0
/** The registry over HTTP: reading versions and lineage, and sending commands. */
@NullMarked
package io.lethe.registry.rest;

import org.jspecify.annotations.NullMarked;
