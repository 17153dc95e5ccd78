// SPDX-License-Identifier: Apache-2.0
/** Files and folders that commands read and write. */
@NullMarked
package io.lethe.cli.files;

import org.jspecify.annotations.NullMarked;
