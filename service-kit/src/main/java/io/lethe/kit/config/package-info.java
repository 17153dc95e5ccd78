// SPDX-License-Identifier: Apache-2.0
/** Typed configuration from YAML and environment. */
@NullMarked
package io.lethe.kit.config;

import org.jspecify.annotations.NullMarked;
