// SPDX-License-Identifier: Apache-2.0
/** What holds for each of the four services alike. */
package io.lethe.services;
