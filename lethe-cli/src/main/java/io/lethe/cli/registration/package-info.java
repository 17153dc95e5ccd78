// SPDX-License-Identifier: Apache-2.0
/** Makes datasets and models known to a running pipeline. */
@NullMarked
package io.lethe.cli.registration;

import org.jspecify.annotations.NullMarked;
