// SPDX-License-Identifier: Apache-2.0
/** Files and folders that are there as a whole or not at all, and stay after a power cut. */
@NullMarked
package io.lethe.domain.file;

import org.jspecify.annotations.NullMarked;
