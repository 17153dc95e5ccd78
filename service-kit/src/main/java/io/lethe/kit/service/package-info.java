// SPDX-License-Identifier: Apache-2.0
/** How a service runs: start, health, stop and exit codes. */
@NullMarked
package io.lethe.kit.service;

import org.jspecify.annotations.NullMarked;
