// SPDX-License-Identifier: Apache-2.0
/** The page of a report, for people. */
@NullMarked
package io.lethe.verifier.page;

import org.jspecify.annotations.NullMarked;
