// SPDX-License-Identifier: Apache-2.0
/** Verification reports as signed statements. */
@NullMarked
package io.lethe.schemas.report;

import org.jspecify.annotations.NullMarked;
