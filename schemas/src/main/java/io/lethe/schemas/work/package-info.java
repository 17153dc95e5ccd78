// SPDX-License-Identifier: Apache-2.0
/** Which piece of work a job, a candidate and a report are about, and the order of states. */
@NullMarked
package io.lethe.schemas.work;

import org.jspecify.annotations.NullMarked;
