// SPDX-License-Identifier: Apache-2.0
/** How what Lethe keeps is laid out, by number: a build that meets another number stops. */
@NullMarked
package io.lethe.kit.layout;

import org.jspecify.annotations.NullMarked;
