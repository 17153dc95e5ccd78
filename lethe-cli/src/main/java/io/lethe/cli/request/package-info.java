// SPDX-License-Identifier: Apache-2.0
/** Commands about deletion requests: erase and status. */
@NullMarked
package io.lethe.cli.request;

import org.jspecify.annotations.NullMarked;
