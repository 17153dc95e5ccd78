// SPDX-License-Identifier: Apache-2.0
/** What HTTP of every service keeps: where it listens, whom it answers, and how much it takes. */
@NullMarked
package io.lethe.kit.http;

import org.jspecify.annotations.NullMarked;
