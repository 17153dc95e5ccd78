// SPDX-License-Identifier: Apache-2.0
/** The topic catalogue: every topic of Lethe as a typed value, declared once. */
@NullMarked
package io.lethe.schemas.topic;

import org.jspecify.annotations.NullMarked;
