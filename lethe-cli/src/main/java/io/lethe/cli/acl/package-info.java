// SPDX-License-Identifier: Apache-2.0
/** The command that says what a broker has to allow. */
@NullMarked
package io.lethe.cli.acl;

import org.jspecify.annotations.NullMarked;
