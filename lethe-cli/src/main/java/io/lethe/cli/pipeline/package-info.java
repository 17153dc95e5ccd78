// SPDX-License-Identifier: Apache-2.0
/** All services in one process over one embedded broker, and a view of what passes through. */
@NullMarked
package io.lethe.cli.pipeline;

import org.jspecify.annotations.NullMarked;
